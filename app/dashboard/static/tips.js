// The sheet of tips for a folder or a wall: a button that opens the printer's window, where there are scripts.
"use strict";

(() => {
  const offer = () => { for (const button of document.querySelectorAll("[data-prints]")) button.hidden = false; };

  document.addEventListener("DOMContentLoaded", offer);
  document.addEventListener("htmx:afterSwap", offer);
  document.addEventListener("click", (event) => event.target.closest("[data-prints]") && window.print());
})();
