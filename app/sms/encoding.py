"""Which alphabet a text travels in, which characters force the costly one, and what can be plainer."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

import regex  # type: ignore[import-untyped]


class Encoding(StrEnum):
    """The alphabet of a text: GSM7 carries 160 characters, UCS2 only 70 but every script and emoji."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


# 3GPP TS 23.038. Of the Spanish letters it has é É ñ Ñ ü Ü ¿ ¡ but neither á í ó ú Á Í Ó Ú nor º ª.
GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")  # each travels as an escape and a second septet
_GSM7 = GSM7_BASIC | GSM7_EXTENSION

# What a reader sees as one character. "\r\n" counts as two, as it does for the carrier.
_CHARACTER = regex.compile(r"\r|\n|\X")
FIRST_COMBINING_MARK = "\u0300"

# ruff: noqa: RUF001 - look-alikes are what these tables are about
PLAIN_PUNCTUATION = {
    **dict.fromkeys("‘’‛′‹›´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    "‚": ",",
    **dict.fromkeys("‐‑‒–—―−•", "-"),
    "…": "...",
    **dict.fromkeys(
        "\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
    ),
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\xad\u200b\u2060\ufeff", ""),  # soft hyphen and the spaces of no width
}
# Joiners, direction marks and emoji styles: families of emoji, Persian and right-to-left words need them.
INVISIBLE = dict.fromkeys(
    "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f", ""
)
_PLAINER = str.maketrans(PLAIN_PUNCTUATION)
_WITHOUT_INVISIBLE = str.maketrans(INVISIBLE)
_TO_REPLACE = regex.compile(f"[{''.join(map(regex.escape, [*PLAIN_PUNCTUATION, *INVISIBLE]))}]")


def encoding_of(text: str) -> Encoding:
    return Encoding.GSM7 if _GSM7.issuperset(text) else Encoding.UCS2


def characters_of(text: str) -> list[str]:
    """The text cut into what a reader sees as characters: a waving hand with its skin tone is one."""
    if encoding_of(text) is Encoding.GSM7 or max(text) < FIRST_COMBINING_MARK:
        return list(text)  # the same, ten times as fast: almost every text of a school goes this way
    found: list[str] = _CHARACTER.findall(text)
    return found


def forcing_characters(text: str) -> tuple[str, ...]:
    """The characters for which a text needs UCS2, each once, in order of appearance."""
    return forcing_among(characters_of(text))


def forcing_among(characters: Iterable[str]) -> tuple[str, ...]:
    return tuple(c for c in dict.fromkeys(characters) if encoding_of(c) is Encoding.UCS2)


def with_plain_punctuation(text: str) -> str:
    """The same words with typewriter quotes, dashes and spaces.

    No letter changes, since esta and está, ano and año are different words. An accent typed as a mark of its
    own is joined to its letter: that looks the same and lets é and ñ travel in GSM7. Invisible marks go only
    where they alone force UCS2.
    """
    composed = _composed(text)
    if not _TO_REPLACE.search(composed):
        return composed  # the same, and many times as fast: almost every text is plain
    plain = _composed(composed.translate(_PLAINER))
    visible = plain.translate(_WITHOUT_INVISIBLE)
    return visible if encoding_of(visible) is Encoding.GSM7 else plain


def replacements(text: str) -> tuple[tuple[str, str], ...]:
    """What `with_plain_punctuation` puts in place of what, each once; "" in place of what it drops."""
    plain = with_plain_punctuation(text)
    is_gsm7 = encoding_of(plain) is Encoding.GSM7
    swaps = PLAIN_PUNCTUATION | INVISIBLE if is_gsm7 else PLAIN_PUNCTUATION
    return tuple((c, swaps[c]) for c in dict.fromkeys(_composed(text)) if c in swaps)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
