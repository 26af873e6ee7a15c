/* After a part of the page was exchanged: keep the focus somewhere sensible and say what failed. */
(() => {
  "use strict";

  const live = document.getElementById("live");
  const FAILED = "The server did not answer. Nothing was changed on this page; what you typed is still here. Try again.";

  function announce(words) {
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = words; });
  }

  function fallBack() {
    if (document.activeElement !== document.body) return;
    const heading = document.querySelector("[data-swapped] h2, main h1, main");
    if (!heading) return;
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
  }

  function showFailure() {
    announce(FAILED);
    let note = document.getElementById("request-failed");
    if (!note) {
      note = document.createElement("p");
      note.id = "request-failed";
      note.className = "note note-error";
      document.getElementById("main").prepend(note);
    }
    note.textContent = FAILED;
  }

  document.addEventListener("htmx:after:settle", fallBack);
  document.addEventListener("htmx:after:swap", () => document.getElementById("request-failed")?.remove());
  document.addEventListener("htmx:error", showFailure);
  document.addEventListener("htmx:response:error", showFailure);
})();
