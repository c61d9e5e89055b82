// The check-in page: one more and one fewer beside the number of people, for a thumb at the door.
"use strict";

(() => {
  const show = () => document.querySelectorAll(".stepper button[hidden]").forEach((button) => { button.hidden = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".stepper button[data-step]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    const wanted = Number(input.value || 0) + Number(button.dataset.step);
    input.value = Math.min(Math.max(wanted, Number(input.min)), Number(input.max));
  });

  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:afterSwap", show);
})();
