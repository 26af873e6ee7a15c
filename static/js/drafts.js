/* Keeps what is typed until it is saved, and fills it in again after a sign-in that came between. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-unsaved]");
  const note = document.getElementById("session-end");
  if (!form || !note) return;

  const PAUSE_MS = 1500;
  const SECRET = new Set(["hidden", "password", "file", "submit", "button"]);
  const path = location.pathname;
  let timer = 0;
  let isKept = false;

  const isKeepable = (one) => "kept" in one.dataset || !(SECRET.has(one.type) || "unkept" in one.dataset);
  const fields = () => [...form.elements].filter((one) => one.name && isKeepable(one) && one.name !== "confirmed");
  const isBox = (one) => one.type === "checkbox" || one.type === "radio";

  function typed() {
    const found = {};
    for (const one of fields()) {
      if (isBox(one) && !one.checked) continue;
      (found[one.name] ||= []).push(one.value);
    }
    return found;
  }

  function send(url, given) {
    const body = new URLSearchParams({ path, ...given });
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
    const said = document.createElement("p");
    const hour = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    said.className = "note note-warning";
    said.setAttribute("role", "status");
    said.textContent = `This was not saved before. What you typed at ${hour} is filled in again: check it before you save.`;
    form.before(said);
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

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE_MS); });
  form.addEventListener("submit", forget);
  window.addEventListener("pagehide", forget);
  if (!form.querySelector("[aria-invalid=true]")) restore().catch(() => {});
})();
