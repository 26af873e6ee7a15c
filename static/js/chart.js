/* Draws the live figure over the server's drawing, once somebody touches, points at or focuses a chart.
   The drawing stays in the page for print and for assistive technology. */
(() => {
  "use strict";

  const OPTIONS = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
  let loading;

  function fetched(tag, attributes) {
    return new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
      document.head.append(element);
    });
  }

  // The style sheet must stand in the page first: plotly.js then writes no rules of its own, which the policy forbids.
  async function load(frame) {
    await fetched("link", { rel: "stylesheet", id: "plotly.js-style-global", className: "no-inline-styles", href: frame.dataset.style });
    await fetched("script", { src: frame.dataset.script });
  }

  // Colours are named in the figure and defined in the style sheet.
  function figureOf(frame) {
    const style = getComputedStyle(frame);
    const coloured = (key, value) => {
      const name = typeof value === "string" && /^var\((--[a-z-]+)\)$/.exec(value);
      return name ? style.getPropertyValue(name[1]).trim() : value;
    };
    return JSON.parse(document.getElementById(frame.dataset.course).textContent, coloured);
  }

  function tell(frame, kind, detail) {
    frame.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail }));
  }

  function arrangement(frame) {
    return frame.querySelector(".course-narrow").checkVisibility() ? "narrow" : "wide";
  }

  async function draw(frame) {
    const figure = figureOf(frame);
    const { layout, texts } = figure.frames[arrangement(frame)];
    for (const trace of figure.traces) {
      if (trace.mode === "markers+text") Object.assign(trace, texts[trace.meta]);
    }
    frame.dataset.drawn = arrangement(frame);
    const plot = frame.querySelector(".course-live");
    await Plotly.react(plot, figure.traces, layout, OPTIONS);
    if (!frame.classList.contains("is-live")) {
      plot.on("plotly_hover", ({ points }) => tell(frame, "course:over", points[0].pointNumber));
      plot.on("plotly_unhover", () => tell(frame, "course:out"));
    }
    frame.classList.add("is-live");
    tell(frame, "course:live");
  }

  async function wake(frame) {
    if (frame.dataset.awake) return;
    frame.dataset.awake = "true";
    try {
      await (loading ??= load(frame));
      await draw(frame);
      new ResizeObserver(() => { if (frame.dataset.drawn !== arrangement(frame)) draw(frame); }).observe(frame);
    } catch {
      loading = undefined; // the server's drawing says the same; the next touch tries again
      delete frame.dataset.awake;
    }
  }

  for (const kind of ["pointerover", "pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const frame = event.target.closest?.("[data-course]");
      if (frame) wake(frame);
    });
  }
})();
