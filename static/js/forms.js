/* Manners of a form: go to what is wrong, send once, warn before typed words are lost. */
(() => {
  "use strict";

  const sending = new WeakSet();
  const touched = new WeakSet();

  function goToProblem(within) {
    const summary = within.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  function setBusy(form, busy) {
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.toggleAttribute("aria-busy", false);
      if (busy) button.setAttribute("aria-busy", "true");
    }
  }

  // The server refuses the second sending anyway; this only spares the clinician the page that says so.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]") || form.hasAttribute("hx-post")) return;
    if (sending.has(form)) {
      event.preventDefault();
      return;
    }
    sending.add(form);
    setBusy(form, true);
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target.form;
    if (event.key === "Enter" && event.ctrlKey && form && form.matches("[data-once]")) form.querySelector("button[type=submit]").click();
  });

  // In a choice of a few the digit n takes the nth, and the focus goes on.
  document.addEventListener("keydown", (event) => {
    const choice = event.target.closest("[data-digits]");
    if (!choice || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    const taken = choice.querySelectorAll("input")[event.key - 1];
    if (!taken) return;
    event.preventDefault();
    taken.click();
    const fields = [...taken.form.elements].filter((one) => one.matches("input:not([type=hidden]), select, textarea"));
    fields.slice(fields.indexOf(taken)).find((one) => !choice.contains(one))?.focus();
  });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-unsaved]")) touched.add(form);
  });

  window.addEventListener("beforeunload", (event) => {
    if ("signedOut" in document.body.dataset) return;
    const open = [...document.querySelectorAll("form[data-unsaved]")];
    if (open.some((form) => touched.has(form) && !sending.has(form))) event.preventDefault();
  });

  // A page brought back with the browser's back button must be sendable again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once]")) {
      sending.delete(form);
      setBusy(form, false);
    }
  });

  document.addEventListener("htmx:after:swap", () => goToProblem(document));
  goToProblem(document);

  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    if (form.querySelector("[aria-invalid=true]")) touched.add(form);
  }
})();
