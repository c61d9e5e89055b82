// How a text leaves and how many segments it costs: app/sms/encoding.py and segments.py once more, because a composer
// counts while somebody types. tests/dashboard/test_measure.py holds the two equal. The tables come from the page.
"use strict";

const Puente = { alphabet: null };

Puente.useAlphabet = (alphabet) => {
  const extension = new Set(alphabet.extension);
  Puente.alphabet = {
    extension,
    all: new Set([...alphabet.basic, ...extension]),
    punctuation: new Map(Object.entries(alphabet.punctuation)),
    invisible: new Map(Object.entries(alphabet.invisible)),
  };
};

Puente.isPlain = (text) => [...text].every((character) => Puente.alphabet.all.has(character));

// The text as it leaves, with typewriter quotes, dashes and spaces; letters and their accents never change.
Puente.plain = (text) => {
  const { punctuation, invisible } = Puente.alphabet;
  const swapped = (words, swaps) => Array.from(words, (character) => swaps.get(character) ?? character).join("");
  const plain = swapped(text.normalize("NFC"), punctuation).normalize("NFC");
  const visible = swapped(plain, invisible);
  return Puente.isPlain(visible) ? visible : plain;
};

// What `Puente.plain` puts in place of what, each once; "" in place of what it drops.
Puente.replacements = (text) => {
  const { punctuation, invisible } = Puente.alphabet;
  const swaps = Puente.isPlain(Puente.plain(text)) ? new Map([...punctuation, ...invisible]) : punctuation;
  return [...new Set(text.normalize("NFC"))].filter((character) => swaps.has(character)).map((character) => [character, swaps.get(character)]);
};

Puente.charactersOf = (text) => {
  if (!("Segmenter" in Intl)) return [...text];
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), (part) => part.segment).flatMap((part) => (part === "\r\n" ? [..."\r\n"] : [part]));
};

Puente.measure = (text) => {
  const { extension } = Puente.alphabet;
  const encoding = Puente.isPlain(text) ? "gsm7" : "ucs2";
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
    forcing: encoding === "gsm7" ? [] : [...new Set(characters.filter((part) => !Puente.isPlain(part)))],
  };
};
