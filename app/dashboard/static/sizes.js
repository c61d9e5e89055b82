// What a text takes to send, said under its field while somebody types: app/dashboard/text_size.py says the same.
"use strict";

(() => {
  const LONGEST = 1600;
  const MOST_LETTERS_NAMED = 8;
  const NUMERIC_DATE =
    /(?<![\p{L}\p{N}/.,:$-])(?:(\d{1,2})\/(\d{1,2})(?:\/(?:\d{4}|\d{2}))?|(\d{1,2})([.-])(\d{1,2})\4\d{4})(?![\p{L}\p{N}/%])/gu;
  let segmentsSaid = "";

  // A date in figures alone, each once: app/translation/dates.py finds the same.
  Puente.numericDates = (text) => {
    const found = [...text.matchAll(NUMERIC_DATE)].filter(([typed, ...parts]) => {
      const [low, high] = [parts[0], parts[1], parts[2], parts[4]].filter(Boolean).map(Number).sort((a, b) => a - b);
      return low >= 1 && low <= 12 && high <= 31 && typed !== "24/7";
    });
    return [...new Set(found.map(([typed]) => typed))];
  };

  const leaving = (text) => Puente.plain(text).trim();

  const sizeWords = (text, size) => {
    const { fill, words: read, form } = Puente.composer;
    const words = read();
    const { price, currency, locale } = form().dataset;
    const many = (one, several, n) => fill(words[n === 1 ? one : several], { n });
    const cost = new Intl.NumberFormat(locale, { style: "currency", currency }).format(price * size.segments);
    const parts = [many("character", "characters", size.characters), many("segment", "segments", size.segments)];
    return text.trim() ? [...parts, words[size.encoding], fill(words.cost, { cost })].join(" · ") : "";
  };

  const dearness = (text, size, words, fill) => {
    const named = size.forcing.slice(0, MOST_LETTERS_NAMED).map((letter) => `“${letter}”`);
    const letters = [...named, ...(size.forcing.length > MOST_LETTERS_NAMED ? ["…"] : [])].join(" ");
    const forced = new Set(size.forcing);
    const plain = Puente.measure(Puente.charactersOf(text).map((part) => (forced.has(part) ? "x" : part)).join(""));
    return plain.segments === size.segments
      ? fill(words.roomier, { letters })
      : fill(words.costs, { letters, n: size.segments, m: plain.segments });
  };

  const swap = ([found, plain], words, fill) => {
    if (plain === "") return words.dropped;
    return found.trim() === "" ? words.blank : fill(words.swap, { found, plain });
  };

  const hintsOf = (text, size, isLeaving) => {
    const { fill, words: read } = Puente.composer;
    const words = read();
    const days = Puente.numericDates(text).map((date) => fill(words.day, { date }));
    if (!isLeaving) return days;
    const swaps = [...new Set(Puente.replacements(text).map((pair) => swap(pair, words, fill)))];
    return [
      ...(leaving(text).length > LONGEST ? [words.long] : []),
      ...(size.forcing.length ? [dearness(leaving(text), size, words, fill)] : []),
      ...(swaps.length ? [fill(words.swapped, { swaps: swaps.join(", ") })] : []),
      ...days,
    ];
  };

  Puente.showSizes = () => {
    const { fields, form } = Puente.composer;
    if (!Puente.alphabet) Puente.useAlphabet(JSON.parse(form().dataset.alphabet));
    const order = form().dataset.leaving.split(" ");
    for (const field of fields()) {
      const size = Puente.measure(leaving(field.value));
      document.getElementById(`count-${field.dataset.language}`).textContent = sizeWords(field.value, size);
      const items = hintsOf(field.value, size, order.includes(field.dataset.language)).map((words) => Object.assign(document.createElement("li"), { textContent: words }));
      document.getElementById(`hints-${field.dataset.language}`).replaceChildren(...items);
    }
    const travels = order.map((language) => fields().find((field) => field.dataset.language === language)?.value ?? "");
    const whole = travels.map(leaving).filter(Boolean).join("\n");
    const size = Puente.measure(whole);
    const joint = document.getElementById("count-joint");
    if (joint) joint.textContent = sizeWords(whole, size);
    announce(whole && size.segments);
  };

  // Whoever listens to the page hears of the size only when the text begins to cost another segment.
  const announce = (segments) => {
    const { fill, words } = Puente.composer;
    const said = segments > 1 ? fill(words().segments, { n: segments }) : "";
    if (said === segmentsSaid) return;
    segmentsSaid = said;
    document.getElementById("size-news").textContent = said;
  };
})();
