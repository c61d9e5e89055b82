"""Ten thousand made-up texts, the same on every machine: what families and schools type, and every edge of a segment.

Only `Random.random()` is asked, the one method whose sequence Python promises to keep for a seed, and no
table of Unicode, which each version of Python has anew.
"""

# ruff: noqa: RUF001 - look-alikes are what people type
import hashlib
from collections.abc import Callable, Sequence
from random import Random


def divided(line: str) -> tuple[str, ...]:
    return tuple(line.split(" "))


ENGLISH = divided(
    "the school bus is late today please call office before noon Maya has practice at 5:30 bring "
    "lunch and water, thank you! field trip Friday: $5 sign form (page 2) room #12 don't forget "
    "library books."
)
SPANISH = divided(
    "mañana no hay clases ¿cómo está usted? ¡qué bueno! el niño faltó ayer, por favor llámenos "
    "reunión a las 5:30 en el salón está bien, gracias pingüino José Muñoz María Ángel año "
    "también día 1.º después según sí"
)
WITHOUT_ACUTE = [word for word in SPANISH if not set(word) & set("áíóúÁº")]  # fits GSM7, unlike the others
CURLY = ("“Hi”", "it’s", "ok…", "—", "–", "«sí»", "l’école", "•", "½", "\u00a0", "\t", "™", "ª", "°")

GSM7_LETTERS = tuple("aZ 0.?!,@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤ÄÖÑÜ§¿¡äöñüà\n\r")
EXTENSION = tuple("\f^{}\\[~]|€")
ACCENTED = tuple("áíóúÁÍÓÚêôãõÊÔâçÀÈïëÿœŒžčşğıłężőűøþð")
MARKED = ("n\u0303", "e\u0301", "a\u0300", "u\u0308", "o\u0302\u0301", "C\u0327", "x\u0336\u0335", "\u0301")
BREAKS = ("\n", "\r\n", "\r", "\n\n", "\n\r", "\u2028")

EMOJI = divided("😀 👍 ❤ ❤️ ✅ 🎉 📚 🚌 ☀️ ⚽ 🙏 😷 🤒 🤔 🧡 ☎️ ©️ ™️")
TONES = divided("🏻 🏼 🏽 🏾 🏿")
HANDS_AND_PEOPLE = divided("👍 👋 🙏 👏 ✋ ☝ ✍ 🤦 🤷 👦 👧 👩 👨 👶 🧒 👵 🏃 🧑")
JOINED = divided(
    "👨‍👩‍👧‍👦 👩‍👧 👨‍👨‍👦 👩‍❤️‍💋‍👨 👩‍❤️‍👩 👩‍🏫 👨🏽‍🏫 👩🏿‍🚀 👨🏻‍⚕️ 👩🏾‍🍳 👨‍🎓 👩‍💻 🤦🏽‍♀️ 🤷‍♂️ 🏃🏼‍♀️ 🏳️‍🌈 "
    "👁️‍🗨️ 👩🏽‍🎨 👨‍🔧 👩‍🔬 👮🏽‍♂️"
)
KEYCAPS = divided("1️⃣ 2️⃣ 0️⃣ #️⃣ *️⃣ 5⃣")
SUBDIVISIONS = divided("🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁵󠁳󠁴󠁸󠁿")
COUNTRIES = divided("MX US GT SV HN CU DO PR CO PE EC VE ES HT BR VN PH CN")
REGIONAL_A = 0x1F1E6

SCRIPTS = divided(
    "你好 学校 中文 漢字 ありがとう カタカナ 한국어 학교 한 ไทย ที่นี่ שלום عربي مدرسة می‌خواهم Спасибо ђак Ευχαριστώ "
    "Հայ ქართ አማርኛ தமிழ் ລາວ မြန် नमः বাংলা ਪੰਜਾਬੀ Tiếng Việt Kreyòl Ƙ ʻokina"
)
LONELY = divided(
    "\u200b \u200c \u200e \u2069 \ufeff \ufe0f \ufe0e \u20e3 \xad \u034f \u0300 \u1160 \u11a8 🇲 \x07 \x1b \x85 \ufffd "
    "\ue000 \U000f0000 𝒜 𐍈 \x7f"
)
ALPHABETS = divided(
    "!~ ¡ÿ Āſ ΑΡ Ая את اغ ‐‧ ←⇿ ∀⋿ ─╿ ぁゖ 一龥 가힣 🐀🐽 𝐀𝑔 𠀀𪛖"
)  # the first and the last of each

YOUNGER = divided(
    "🥰 🫠 🦵🏽 🫶🏿 🦸🏽‍♀️ 👩🏽‍🦰 🧑‍🤝‍🧑 🫱🏽‍🫲🏿 🐕‍🦺 😮‍💨 ❤️‍🔥 🏴‍☠️ 🏳️‍⚧️ 🐈‍⬛ 👨🏾‍🦽 👩‍⚖️ 🧑🏼‍🎄 नमस्ते विद्यालय "
    "শিক্ষক ક્ષમા ខ្ញុំ á🏽 📚‍🚌 స్త్రీ"
)
"""Emoji and Indic syllables that Unicode has called one character only since version 11, of 2018."""

ROOMS = (160, 153, 70, 67)
LONGEST_IN_SEGMENTS = 4


def generated_texts(seed: int, count: int) -> list[str]:
    """As many texts; every kind in turn, so that none is rare."""
    chance = Chance(seed)
    kinds: Sequence[Callable[[], str]] = (
        lambda: chance.sentence(ENGLISH),
        lambda: chance.sentence(WITHOUT_ACUTE),
        lambda: chance.sentence(SPANISH),
        lambda: chance.sentence((*ENGLISH, *SPANISH, *CURLY)),
        lambda: chance.at_an_edge(GSM7_LETTERS, EXTENSION),
        lambda: chance.at_an_edge((*GSM7_LETTERS, *EXTENSION), (*EXTENSION, *BREAKS)),
        lambda: chance.at_an_edge((*GSM7_LETTERS, *ACCENTED), (*EXTENSION, *ACCENTED, *MARKED, "\u200d")),
        lambda: chance.at_an_edge((*GSM7_LETTERS, "á"), chance.pictures()),
        lambda: chance.at_an_edge(chance.pictures(), chance.pictures()),
        lambda: chance.mixture((*ENGLISH, *SPANISH, *BREAKS, " ", *chance.pictures())),
        lambda: chance.mixture((*GSM7_LETTERS, *SCRIPTS, *chance.pictures())),
        lambda: chance.mixture((*"abc ", *LONELY, *MARKED, *BREAKS, *EMOJI)),
        lambda: chance.mixture(chance.any_letters()),
    )
    return [kinds[number % len(kinds)]() for number in range(count)]


def younger_texts(seed: int, count: int) -> list[str]:
    """Texts with the emoji of the last years among ordinary words."""
    chance = Chance(seed)
    return [chance.at_an_edge((*"aeiou ñá", *YOUNGER), YOUNGER) for _ in range(count)]


def fingerprint(texts: Sequence[str]) -> str:
    """Tells one list of texts from every other."""
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()


class Chance:
    """Choices that a seed decides, now and in every later version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def between(self, least: int, most: int) -> int:
        return least + int(self._random.random() * (most - least + 1))

    def one_of(self, things: Sequence[str]) -> str:
        return things[self.between(0, len(things) - 1)]

    def sentence(self, words: Sequence[str]) -> str:
        return self._filled(words, " ", self.between(0, 500))

    def mixture(self, pieces: Sequence[str]) -> str:
        return self._filled(pieces, "", self.between(0, 300))

    def at_an_edge(self, pieces: Sequence[str], last: Sequence[str]) -> str:
        """About as long as some number of full segments, with something awkward where the segment ends."""
        room = ROOMS[self.between(0, len(ROOMS) - 1)]
        length = room * self.between(1, LONGEST_IN_SEGMENTS) + self.between(-12, 4)
        # Now and then all of one letter: then the edge falls exactly there, not somewhere near.
        filler = [self.one_of(pieces)] if self.between(0, 3) == 0 else pieces
        ending = "".join(self.one_of(last) for _ in range(self.between(1, 3)))
        return self._filled(filler, "", length) + ending + self._filled(filler, "", self.between(0, 9))

    def pictures(self) -> tuple[str, ...]:
        """Emoji of every make."""
        tone, country = self.one_of(TONES), self.one_of(COUNTRIES)
        flag = "".join(chr(REGIONAL_A + ord(letter) - ord("A")) for letter in country)
        toned = tuple(person + tone for person in HANDS_AND_PEOPLE)
        return (*EMOJI, *toned, *JOINED, *KEYCAPS, *SUBDIVISIONS, flag, flag)

    def any_letters(self) -> tuple[str, ...]:
        """Thirty letters of a few alphabets."""
        alphabets = [self.one_of(ALPHABETS) for _ in range(3)] * 10
        return tuple(chr(self.between(ord(ends[0]), ord(ends[1]))) for ends in alphabets)

    def _filled(self, pieces: Sequence[str], joint: str, length: int) -> str:
        """Pieces until there are so many UTF-16 units, the last piece perhaps beyond."""
        chosen: list[str] = []
        units = 0
        while units < length:
            chosen.append(self.one_of(pieces))
            units += len((chosen[-1] + joint).encode("utf-16-le")) // 2
        return joint.join(chosen)
