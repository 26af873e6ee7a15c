/* Reads a chart draw by draw: arrow keys move the line, the reading goes to the live region, Enter opens the draw. */
(() => {
  "use strict";

  const MOVES = {
    ArrowLeft: (at) => at - 1,
    ArrowRight: (at) => at + 1,
    Home: () => 0,
    End: (at, last) => last,
  };

  const readings = (frame) => JSON.parse(document.getElementById(frame.dataset.course).textContent).readings;
  const chosen = (frame) => readings(frame)[Number(frame.dataset.reading)];

  function point(frame, reading) {
    const plot = frame.querySelector(".course-plot");
    const line = frame.querySelector(".course-cursor");
    line.style.left = `${plot.offsetLeft + (plot.offsetWidth * parseFloat(reading.at)) / 100 - 1}px`;
    line.hidden = false;
  }

  function show(frame) {
    const reading = chosen(frame);
    const live = document.getElementById("live");
    if (live) live.textContent = reading.spoken;
    point(frame, reading);
    if (frame.classList.contains("is-live")) Plotly.Fx.hover(frame.querySelector(".course-live"), { xval: Date.parse(reading.on) }, "xy");
  }

  function leave(frame) {
    delete frame.dataset.reading;
    frame.querySelector(".course-cursor").hidden = true;
    if (frame.classList.contains("is-live")) Plotly.Fx.unhover(frame.querySelector(".course-live"));
  }

  function move(frame, key) {
    const last = readings(frame).length - 1;
    if (last < 0) return;
    const start = key === "ArrowLeft" ? last + 1 : last - 1; // the first press reads the newest draw
    const from = Number(frame.dataset.reading ?? start);
    frame.dataset.reading = Math.min(Math.max(MOVES[key](from, last), 0), last);
    show(frame);
  }

  document.addEventListener("keydown", (event) => {
    const frame = event.target;
    if (!frame.matches?.("[data-course]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in MOVES) {
      event.preventDefault();
      move(frame, event.key);
    } else if (event.key === "Enter" && frame.dataset.reading && chosen(frame).href) {
      window.location.assign(chosen(frame).href);
    } else if (event.key === "Escape") {
      leave(frame);
      frame.blur();
    }
  });

  document.addEventListener("focusout", ({ target }) => {
    if (target.matches?.("[data-course]")) leave(target);
  });
  document.addEventListener("course:live", ({ target }) => {
    if (target.dataset.reading) show(target);
  });
  document.addEventListener("course:over", ({ target, detail }) => point(target, readings(target)[detail]));
  document.addEventListener("course:out", ({ target }) => {
    target.querySelector(".course-cursor").hidden = !target.dataset.reading;
  });
})();
