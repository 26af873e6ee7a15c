/* A tick that states the units of the last report puts them beside the values, where the tab key passes them by. */
(() => {
  "use strict";

  function hold(box, select, unit) {
    const stands = box.checked && (!select.value || select.value === unit);
    if (stands) select.value = unit;
    else if (select.disabled) select.value = "";
    if (select.disabled === stands) return;
    select.disabled = stands;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function name(box, field, laboratory) {
    if (box.checked && !field.value.trim()) field.value = laboratory;
    else if (!box.checked && field.value === laboratory) field.value = "";
  }

  function apply(box, isNew) {
    const { units, laboratory } = JSON.parse(box.dataset.lastTime);
    for (const [unit, code] of Object.entries(units)) hold(box, box.form.elements[unit], code);
    if (isNew || box.checked) name(box, box.form.elements.laboratory, laboratory);
  }

  const box = document.querySelector("[data-last-time]");
  if (!box) return;
  box.addEventListener("change", () => apply(box, true));
  box.form.addEventListener("input", (event) => { if (event.target === box.form) apply(box, false); });
  apply(box, false);
})();
