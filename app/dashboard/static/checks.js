// Pages on which words are looked over: what they will take to send, and a button that says whether they were changed.
"use strict";

(() => {
  const many = (words, one, several, n) => words[n === 1 ? one : several].replace("{n}", n);

  const count = (field, { words, price, currency, locale, alphabet }) => {
    if (!Puente.alphabet) Puente.useAlphabet(JSON.parse(alphabet));
    const read = JSON.parse(words);
    const name = field.dataset.name; // a tip is measured with a long name in the place of the child's
    const size = Puente.measure(Puente.plain(name ? field.value.replaceAll("{child}", name) : field.value).trim());
    const cost = new Intl.NumberFormat(locale, { style: "currency", currency }).format(price * size.segments);
    const parts = [many(read, "character", "characters", size.characters), many(read, "segment", "segments", size.segments)];
    return field.value.trim() ? [...parts, read[size.encoding], read.cost.replace("{cost}", cost)].join(" · ") : "";
  };

  document.addEventListener("input", (event) => {
    const field = event.target.closest("textarea[data-counts], textarea[data-changes]");
    const page = field?.closest("#checks, #tip");
    if (!page) return;
    if (field.dataset.counts) document.getElementById(field.dataset.counts).textContent = count(field, page.dataset);
    if (!field.dataset.changes) return;
    const button = document.getElementById(field.dataset.changes);
    const label = button.querySelector("span");
    button.dataset.unchanged ??= label.textContent;
    const isChanged = field.value.trim() !== field.defaultValue.trim();
    label.textContent = isChanged ? button.dataset.changed : button.dataset.unchanged;
  });
})();
