/* Shows a typed value in its other units. The factors come with the row; what is stored is what was typed. */
(() => {
  "use strict";

  const DIGITS = 3;

  function shown(text, factors) {
    const found = /^\s*([<>≤≥]?)\s*([0-9]+(?:[.,][0-9]+)?)\s*$/.exec(text);
    if (!found || !factors) return "";
    const number = Number(found[2].replace(",", "."));
    return Object.entries(factors).map(([unit, factor]) => {
      const product = number * Number(factor);
      const digits = product >= 100 ? 0 : Math.max(0, DIGITS - 1 - Math.floor(Math.log10(product || 1)));
      return `= ${found[1]}${product.toFixed(Math.min(digits, DIGITS))} ${unit}`;
    }).join("\n");
  }

  function refresh(row) {
    const factors = JSON.parse(row.dataset.conversions) || {};
    const unit = row.querySelector("select");
    const value = row.querySelector("input");
    const key = unit ? unit.value : Object.keys(factors)[0];
    row.querySelector("[data-conversion-shown]").textContent = shown(value.value, factors[key]);
  }

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const row = event.target.closest("[data-conversions]");
      if (row) refresh(row);
    });
  }
  document.querySelectorAll("[data-conversions]").forEach(refresh);
})();
