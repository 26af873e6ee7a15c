/* On a narrow screen the entries of the bar scroll sideways: the open one is brought into sight. */
(() => {
  "use strict";

  const open = document.querySelector(".bar-nav [aria-current]");
  if (open) open.parentElement.scrollLeft = open.offsetLeft - open.parentElement.offsetLeft;
})();
