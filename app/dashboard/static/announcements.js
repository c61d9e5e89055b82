// The words of an announcement: what they take to send, and names, days and times put in where the cursor is.
"use strict";

(() => {
  const page = () => document.getElementById("announcement");
  const fields = () => [...(page()?.querySelectorAll("textarea[data-language]") ?? [])];
  const many = (words, one, several, n) => words[n === 1 ? one : several].replace("{n}", n);

  // Measured with a long name in the place of the children's.
  const filled = (text) => {
    const fills = JSON.parse(page().dataset.fills);
    return text.replace(/\{(\w+)\}/g, (place, slot) => fills[slot] ?? place);
  };

  // A text with a picture leaves and is billed as one message: app/sms/segments.py says so too.
  const hasPicture = () => Boolean(page().querySelector("[name=picture]")?.files.length || page().querySelector("[name=without_picture]:not(:checked)"));

  const count = (field) => {
    const { words, price, picturePrice, currency, locale, alphabet } = page().dataset;
    if (!Puente.alphabet) Puente.useAlphabet(JSON.parse(alphabet));
    const read = JSON.parse(words);
    const size = Puente.measure(Puente.plain(filled(field.value)).trim());
    const cost = new Intl.NumberFormat(locale, { style: "currency", currency }).format(hasPicture() ? picturePrice : price * size.segments);
    const takes = hasPicture() ? [read.picture] : [many(read, "segment", "segments", size.segments), read[size.encoding]];
    const parts = [many(read, "character", "characters", size.characters), ...takes, read.cost.replace("{cost}", cost)];
    const said = field.value.trim() ? parts.join(" · ") : "";
    document.getElementById(`size-${field.dataset.language}`).textContent = said;
  };

  const insert = (words) => {
    for (const field of fields()) {
      const { selectionStart: start, selectionEnd: end, value } = field;
      const before = start > 0 && /\S$/u.test(value.slice(0, start)) && !/[(¿¡"']$/u.test(value.slice(0, start)) ? " " : "";
      const after = /^[\p{L}\p{N}]/u.test(value.slice(end)) ? " " : "";
      field.setRangeText(before + words[field.dataset.language] + after, start, end, "end");
      count(field);
    }
    fields()[0].focus();
  };

  const pick = async (kind) => {
    const input = document.getElementById(`slot-${kind}`);
    if (!input.value) return input.focus();
    const answer = await fetch(kind === "date" ? `/words/date?on=${input.value}` : `/words/time?at=${input.value}`, { redirect: "manual" });
    if (answer.ok) insert(await answer.json());
  };

  const begin = () => {
    const tools = document.getElementById("slot-tools");
    if (tools) tools.hidden = false; // only a script knows where the cursor is
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("#announcement textarea[data-language]")) count(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#announcement :is([name=picture], [name=without_picture])")) fields().forEach(count);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-slot], [data-slot-of]");
    if (!button) return;
    const { slot, slotOf } = button.dataset;
    if (slot) insert(Object.fromEntries(fields().map((field) => [field.dataset.language, slot])));
    else pick(slotOf);
  });
  // Words that somebody has begun to type are not taken out of their hands by a translation.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { awaits } = event.detail.target.dataset;
    if (awaits && document.getElementById(awaits)?.value) event.detail.shouldSwap = false;
  });
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSwap", begin);
})();
