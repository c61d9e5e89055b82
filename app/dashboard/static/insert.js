// Names, days and times put in where the cursor is, in every field in its own language: the words are the server's.
"use strict";

(() => {
  const insert = (words) => {
    const { fields, own, isOurs, putOf, forOf, isSame } = Puente.composer;
    const menu = document.getElementById("insert-menu");
    for (const field of fields()) {
      const isOther = field !== own();
      // Where a translation is still to come it will say this too.
      const isExpected = isOther && !field.value && !document.getElementById(`said-${field.dataset.language}`).matches(".problem");
      if (isExpected || !words[field.dataset.language]) continue;
      const wasOurs = isOther && field.value !== "" && isOurs(field) && isSame(forOf(field).value, own().value);
      const { selectionStart: start, selectionEnd: end, value } = field;
      const before = start > 0 && /\S$/u.test(value.slice(0, start)) && !/[(¿¡"']$/u.test(value.slice(0, start)) ? " " : "";
      const after = /^[\p{L}\p{N}]/u.test(value.slice(end)) ? " " : "";
      field.setRangeText(before + words[field.dataset.language] + after, start, end, "end");
      if (wasOurs) putOf(field).value = field.value;
    }
    Puente.showSizes();
    Puente.wroteOwn();
    Puente.composer.keepSoon();
    menu.open = false;
    own().focus();
  };

  const pick = async (kind, input) => {
    if (!input.value) return input.focus();
    const asked = kind === "date" ? `/words/date?on=${input.value}` : `/words/time?at=${input.value}`;
    const answer = await fetch(asked, { redirect: "manual" });
    if (answer.ok) insert(await answer.json());
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert], [data-insert-name]");
    if (!button) return;
    const name = button.dataset.insertName;
    if (name) insert(Object.fromEntries(Puente.composer.fields().map((field) => [field.dataset.language, name])));
    else pick(button.dataset.insert, document.getElementById(`insert-${button.dataset.insert}`));
  });
})();
