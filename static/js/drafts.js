/* Keeps what is typed until it is saved, and fills it in again after a sign-in that came between. */
(() => {
  "use strict";

  const note = document.getElementById("session-end");
  if (!note) return;
  const PAUSE_MS = 1500;
  const SECRET = new Set(["hidden", "password", "file", "submit", "button"]);
  let form = null;
  let timer = 0;
  let isKept = false;

  const isKeepable = (one) => "kept" in one.dataset || !(SECRET.has(one.type) || "unkept" in one.dataset);
  const fields = () => [...form.elements].filter((one) => one.name && isKeepable(one) && one.name !== "confirmed");
  const isBox = (one) => one.type === "checkbox" || one.type === "radio";

  function typed() {
    const found = {};
    for (const one of fields()) if (!isBox(one) || one.checked) (found[one.name] ||= []).push(one.value);
    return found;
  }

  function send(url, given) {
    const body = new URLSearchParams({ path: location.pathname, ...given });
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(url, { method: "POST", body, keepalive: true, redirect: "manual", headers: { "X-CSRFToken": token } });
  }

  function keep() {
    isKept = true;
    send(note.dataset.keep, { typed: JSON.stringify(typed()) }).catch(() => {});
  }

  // Saved, or left on purpose: not to be offered again. After a sign-out this request is not heard.
  function forget() {
    clearTimeout(timer);
    if (!isKept || "signedOut" in document.body.dataset) return;
    isKept = false;
    send(note.dataset.keep, { typed: "{}" }).catch(() => {});
  }

  function fill(kept) {
    const left = structuredClone(kept);
    for (const one of fields()) {
      const values = left[one.name] || [];
      if (isBox(one)) one.checked = values.includes(one.value);
      else if (values.length) one.value = values.shift();
    }
  }

  function tell(at) {
    const hour = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    const textContent = `This was not saved before. What you typed at ${hour} is filled in again: check it before you save.`;
    form.before(Object.assign(document.createElement("p"), { className: "note note-warning", role: "status", textContent }));
  }

  async function restore() {
    const answer = await send(note.dataset.back, {});
    if (answer.status !== 200) return;
    const draft = await answer.json();
    fill(draft.fields);
    tell(draft.at);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    keep();
  }

  // A form in a row stands among those of other men; what is kept of a page must not change its man.
  function begin() {
    const found = document.querySelector("form[data-unsaved]:not([hx-post])");
    if (!found || found === form) return;
    form = found;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE_MS); });
    form.addEventListener("submit", forget);
    if (!form.querySelector("[aria-invalid=true]")) restore().catch(() => {});
  }

  window.addEventListener("pagehide", forget);
  document.addEventListener("htmx:after:settle", begin);
  begin();
})();
