"""What a text will take to send, and what its writer should know before it leaves, in the reader's words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import format_currency

from app.dashboard.reader import Reader
from app.foundation.i18n import _l, regional
from app.foundation.settings import Settings
from app.sms.encoding import (
    GSM7_BASIC,
    GSM7_EXTENSION,
    INVISIBLE,
    PLAIN_PUNCTUATION,
    Encoding,
    characters_of,
    replacements,
    with_plain_punctuation,
)
from app.sms.segments import WITH_PICTURE, Measure, measure
from app.translation.locks import numeric_dates

# The counting script fills in the same sentences while somebody types.
SENTENCES = {
    "character": _l("{n} character"),
    "characters": _l("{n} characters"),
    "segment": _l("{n} segment"),
    "segments": _l("{n} segments"),
    "picture": _l("one message with a picture"),
    "gsm7": _l("plain alphabet"),
    "ucs2": _l("full alphabet (Unicode)"),
    "cost": _l("about {cost}, an estimate"),
    "roomier": _l("With {letters} a segment holds 70 characters instead of 160."),
    "costs": _l("Because of {letters} this text costs {n} segments instead of {m}."),
    "swapped": _l("Before it leaves: {swaps}"),
    "swap": _l("{found} becomes {plain}"),
    "blank": _l("special blanks become plain ones"),
    "dropped": _l("invisible characters are left out"),
    "day": _l("{date} can be read two ways: write the month's name."),
    "long": _l("A text can have at most 1,600 characters."),
}
MOST_LETTERS_NAMED = 8


@dataclass(frozen=True)
class Price:
    """What one segment costs the school, about, and what one text with a picture, which has no segments."""

    per_segment: Decimal
    per_picture: Decimal
    currency: str
    locale: str

    @classmethod
    def of(cls, settings: Settings, reader: Reader) -> "Price":
        locale = regional(reader.language, reader.region)
        return cls(settings.segment_price, settings.picture_price, settings.currency, locale)

    @property
    def browser_locale(self) -> str:
        return self.locale.replace("_", "-")

    def of_segments(self, segments: int) -> str:
        return self.of_texts(segments, pictures=0)

    def of_texts(self, segments: int, *, pictures: int) -> str:
        """What many texts come to, of whose segments so many are whole texts with a picture."""
        cost = self.per_segment * (segments - pictures * WITH_PICTURE) + self.per_picture * pictures
        return str(format_currency(cost, self.currency, locale=self.locale))


def size_words(reader: Reader, text: str, price: Price) -> str:
    """As in "84 characters · 1 segment · plain alphabet · about $0.01, an estimate"; nothing for no text."""
    if not text.strip():
        return ""
    size = measure(_leaving(text))
    return " · ".join(
        (
            _many(reader, "character", size.characters),
            _many(reader, "segment", size.segments),
            _fill(reader, size.encoding.value),
            _fill(reader, "cost", cost=price.of_segments(size.segments)),
        )
    )


def size_words_with_picture(reader: Reader, text: str, price: Price) -> str:
    """As in "84 characters · one message with a picture · about $0.03, an estimate"; nothing for no text."""
    if not text.strip():
        return ""
    return " · ".join(
        (
            _many(reader, "character", measure(_leaving(text)).characters),
            _fill(reader, "picture"),
            _fill(reader, "cost", cost=price.of_texts(WITH_PICTURE, pictures=1)),
        )
    )


def hints_of(reader: Reader, text: str, *, leaves: bool) -> Iterator[str]:
    """What makes a text dear and what changes before it leaves, if it does; and dates that can be read two ways."""
    size = measure(_leaving(text))
    if leaves and size.encoding is Encoding.UCS2:
        yield _dearness(reader, text, size)
    swaps = dict.fromkeys(_swap(reader, found, plain) for found, plain in replacements(text))
    if leaves and swaps:
        yield _fill(reader, "swapped", swaps=", ".join(swaps))
    for day in numeric_dates(text):
        yield _fill(reader, "day", date=day)


@cache
def alphabet() -> str:
    """What the counting script must know of GSM7 and of plain punctuation, from the one place that does."""
    return json.dumps(
        {
            "basic": "".join(sorted(GSM7_BASIC)),
            "extension": "".join(sorted(GSM7_EXTENSION)),
            "punctuation": PLAIN_PUNCTUATION,
            "invisible": INVISIBLE,
        }
    )


def counting(reader: Reader, price: Price) -> dict[str, object]:
    """What the counting script of a page must know."""
    return {
        "alphabet": alphabet(),
        "price": price,
        "sentences": {name: reader.gettext(sentence) for name, sentence in SENTENCES.items()},
    }


def _dearness(reader: Reader, text: str, size: Measure) -> str:
    named = [f"“{letter}”" for letter in size.forcing[:MOST_LETTERS_NAMED]]
    letters = " ".join([*named, "…"] if len(size.forcing) > MOST_LETTERS_NAMED else named)
    forced = set(size.forcing)
    without = measure("".join("x" if c in forced else c for c in characters_of(_leaving(text))))
    if without.segments == size.segments:
        return _fill(reader, "roomier", letters=letters)
    return _fill(reader, "costs", letters=letters, n=size.segments, m=without.segments)


def _swap(reader: Reader, found: str, plain: str) -> str:
    if not plain:
        return _fill(reader, "dropped")
    return _fill(reader, "blank") if found.isspace() else _fill(reader, "swap", found=found, plain=plain)


def _leaving(text: str) -> str:
    return with_plain_punctuation(text.replace("\r\n", "\n")).strip()


def _many(reader: Reader, name: str, number: int) -> str:
    return _fill(reader, name if number == 1 else f"{name}s", n=number)


def _fill(reader: Reader, name: str, **values: object) -> str:
    return reader.gettext(SENTENCES[name]).format(**values)
