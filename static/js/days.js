/* Reads a typed day back beside its field, as the server reads it; where it can mean two, offers both. */
(() => {
  "use strict";

  const PAUSE_MS = 300;
  const waiting = new WeakMap();

  async function ask(field, place) {
    const body = new URLSearchParams({ typed: field.value, lean: place.dataset.lean });
    const token = field.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(place.dataset.dayRead, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
    return answer.status === 200 ? (await answer.json()).days : [];
  }

  function offer(field, place, each) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = each.said;
    button.addEventListener("click", () => {
      field.value = each.day;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      place.textContent = each.said;
    });
    return button;
  }

  function show(field, place, days) {
    if (days.length < 2) place.textContent = days.length ? days[0].said : "";
    else place.replaceChildren("Which day is meant? ", ...days.map((each) => offer(field, place, each)));
  }

  async function read(field, place) {
    const typed = field.value;
    const days = typed.trim() ? await ask(field, place) : [];
    if (field.value === typed) show(field, place, days);
  }

  document.addEventListener("input", (event) => {
    const place = event.target.closest(".field")?.querySelector("[data-day-read]");
    if (!place) return;
    clearTimeout(waiting.get(place));
    waiting.set(place, setTimeout(() => read(event.target, place).catch(() => {}), PAUSE_MS));
  });
})();
