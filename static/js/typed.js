/* Tells beside the form of a draw what it would bring, as far as it is typed; the form itself is never touched. */
(() => {
  "use strict";

  const PAUSE_MS = 400;
  const NOT_SENT = new Set(["pasted", "check", "next"]);
  const place = document.querySelector("[data-typed]");
  const form = document.querySelector("form[data-unsaved]");
  if (!place || !form) return;
  let timer = 0;
  let asking = null;

  const hasValue = () => [...form.querySelectorAll(".value-row input")].some((one) => one.value.trim());

  function typed() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !NOT_SENT.has(name)) body.append(name, value);
    }
    return body;
  }

  function show(html) {
    const read = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...read.body.childNodes);
    place.hidden = !place.textContent.trim();
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    if (!hasValue()) return show("");
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(place.dataset.typed, { method: "POST", body: typed(), redirect: "manual", headers, signal: asking.signal });
    if (answer.status === 200) show(await answer.text());
  }

  // What a check has shown holds no more: its button asks again, as the server would do anyway.
  function setCheckAside() {
    const shown = document.getElementById("foreseen");
    if (!shown || shown.hidden) return;
    shown.hidden = true;
    for (const button of form.querySelectorAll("[aria-describedby=foreseen]")) button.textContent = "Check again";
  }

  form.addEventListener("input", (event) => {
    if (NOT_SENT.has(event.target.name) || event.target.type === "file") return;
    setCheckAside();
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), PAUSE_MS);
  });
})();
