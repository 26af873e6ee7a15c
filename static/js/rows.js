/* Deciding in a row of the worklist: the forms open and close in place, and the focus goes on with the list. */
(() => {
  "use strict";

  const live = document.getElementById("live");
  const openerOf = (one) => one.closest("tbody").querySelector("[data-decide]");
  const sheetOf = (one) => one.closest("tbody").querySelector("[data-sheet-row]");

  function choose(row) {
    document.querySelectorAll("[data-row][data-selected]").forEach((one) => one.removeAttribute("data-selected"));
    row.setAttribute("data-selected", "");
    row.querySelector("[data-open]").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  // What is typed into the forms stays in them while they are folded away.
  function fold(opener, away) {
    sheetOf(opener).hidden = away;
    opener.setAttribute("aria-expanded", String(!away));
    if (away) opener.focus();
    else sheetOf(opener).querySelector("input:not([type=hidden]), select").focus();
  }

  document.addEventListener("click", (event) => {
    const cancel = event.target.closest("[data-sheet-row] [data-cancel]");
    const opener = cancel ? openerOf(cancel) : event.target.closest("[data-decide]");
    if (!opener || !sheetOf(opener) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    fold(opener, !sheetOf(opener).hidden);
  }, true);

  document.addEventListener("keydown", (event) => {
    const sheet = event.key === "Escape" && event.target.closest("[data-sheet-row]");
    if (sheet) fold(openerOf(sheet), true);
  });

  /* Says what was decided, and goes on to his next line or to whoever comes after him. */
  function goOn(said) {
    const all = [...document.querySelectorAll("[data-row]")];
    const isBehind = (row) => said.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = all.find(isBehind) || all[0];
    live.textContent = said.dataset.said;
    said.removeAttribute("data-said");
    if (next) choose(next);
  }

  document.addEventListener("htmx:after:settle", () => document.querySelectorAll("[data-said]").forEach(goOn));

  const brought = document.querySelector("[data-row][data-selected]");
  if (brought) choose(brought);
})();
