// How many segments a text costs: app/sms/segments.py once more, because a composer counts while somebody types.
// tests/dashboard/test_measure.py holds the two equal. The alphabet itself comes from the page.
"use strict";

const Puente = { alphabet: null };

Puente.useAlphabet = (alphabet) => {
  const extension = new Set(alphabet.extension);
  Puente.alphabet = { extension, all: new Set([...alphabet.basic, ...extension]) };
};

Puente.charactersOf = (text) => {
  if (!("Segmenter" in Intl)) return [...text];
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), (part) => part.segment).flatMap((part) => (part === "\r\n" ? [..."\r\n"] : [part]));
};

Puente.measure = (text) => {
  const { all, extension } = Puente.alphabet;
  const isPlain = (part) => [...part].every((character) => all.has(character));
  const encoding = isPlain(text) ? "gsm7" : "ucs2";
  const [whole, piece] = encoding === "gsm7" ? [160, 153] : [70, 67];
  const unitsOf = (part) => (encoding === "gsm7" ? (extension.has(part) ? 2 : 1) : part.length);
  const characters = Puente.charactersOf(text);
  const sizes = characters.flatMap((part) => (unitsOf(part) <= piece ? [unitsOf(part)] : [...part].map(unitsOf)));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  let segments = 1;
  let used = units;
  if (units > whole) {
    used = 0;
    for (const size of sizes) {
      if (used + size > piece) {
        segments += 1;
        used = 0;
      }
      used += size;
    }
  }
  return {
    encoding,
    characters: characters.length,
    units,
    segments,
    left: (units <= whole ? whole : piece) - used,
    forcing: encoding === "gsm7" ? [] : [...new Set(characters.filter((part) => !isPlain(part)))],
  };
};
