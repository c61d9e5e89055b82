"""A reply cut into the pieces that mean something: phrases, numbers, dates, times and words we do not know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache

import regex  # type: ignore[import-untyped]
from babel import Locale

from app.events.reading.lexicon import Lexicon
from app.events.reading.meaning import Meaning
from app.sms.keywords import normalise
from app.translation.dates import find_dates


class Break(IntEnum):
    """What stands between two words."""

    BLANK = 0
    COMMA = 1
    SENTENCE = 2


class Other(StrEnum):
    """What a piece is that no phrase accounts for."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    DATE = "date"
    WEEKDAY = "weekday"
    LONG_NUMBER = "long_number"
    """A phone number, a price."""
    LEAVING_OUT = "leaving_out"
    """Before a date of a series that is the exception: "todas menos la 2"."""
    SOME_COUNT = "some_count"
    """A number that the writer left open: "4 o 5"."""
    UNKNOWN = "unknown"


Kind = Meaning | Other


@dataclass(frozen=True, slots=True)
class Word:
    """A word as we compare it, where it stands, and what stands before it."""

    plain: str
    start: int
    end: int
    before: Break
    is_asked: bool
    """Whether its sentence ends in a question mark."""
    days: tuple[tuple[int, int], ...] = ()
    """The months and days that a written date may mean."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that mean one thing together."""

    kind: Kind
    first: int
    """Its first word."""
    last: int
    """The word after its last."""
    before: Break
    is_asked: bool
    number: int | None = None
    """The number in it; of a weekday which one it is, counted from Monday as 0."""
    days: tuple[tuple[int, int], ...] = ()
    plain: str = ""


def pieces_of(body: str, lexicon: Lexicon, hint: str | None) -> tuple[list[Word], list[Piece]]:
    """The words of a text, and the pieces that take every one of them once."""
    words = list(_words(body, lexicon))
    return words, list(_pieces(words, lexicon, hint))


_TIME = regex.compile(
    r"(?<![\p{L}\p{N}])\d{1,2}(?:[:.][0-5]\d[ ]?[ap]\.?[ ]?m\b\.?|:[0-5]\d|[ ]?[ap]\.?[ ]?m\b\.?)(?!\d)",
    regex.IGNORECASE,
)
_LONG_NUMBER = regex.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){6,}|\$\s?\d+(?:[.,]\d+)?")
_NUMERIC_DATE = regex.compile(r"(?<![\p{N}/])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\p{N}/])")
_WORD = regex.compile(
    r"[\p{L}\p{M}'\u2019\u02bc\u00b4`]+|\p{Nd}+|\p{N}+|[&+]|(?<=\d[ ]?)-(?=[ ]?\d)|\p{Extended_Pictographic}"
)
_SENTENCE_MARK = regex.compile(r"[.!?\u00a1\u00bf;\n\u2026]")
_COMMA_MARK = regex.compile(r"[^\s\p{L}\p{N}\p{M}\p{Cf}\p{So}\p{Sk}&+'*#%]")
_ASKED = regex.compile(r"[^.!?\u00a1\u00bf;\n\u2026]*\?|\u00bf[^?]*")


def _words(body: str, lexicon: Lexicon) -> Iterator[Word]:
    asked = [found.span() for found in _ASKED.finditer(body)]
    before = Break.BLANK
    end = 0
    for start, stop, mask, days in _stretches(body, lexicon.languages):
        plain = mask or _plain(body[start:stop], lexicon)
        if not plain:
            continue
        before = _break(body[:end], body[end:start], body[start:stop])
        is_asked = any(first <= start < last for first, last in asked)
        yield Word(plain, start, stop, before, is_asked, days)
        end = stop


Stretch = tuple[int, int, str, tuple[tuple[int, int], ...]]


def _stretches(body: str, languages: Sequence[str]) -> Iterator[Stretch]:
    """Where each word stands; figures that count nobody are one word each, under a name of their own."""
    at = 0
    for start, stop, mask, days in sorted(_figures(body, languages)):
        if start >= at:
            yield from ((*found.span(), "", ()) for found in _WORD.finditer(body, at, start))
            yield start, stop, mask, days
            at = stop
    yield from ((*found.span(), "", ()) for found in _WORD.finditer(body, at))


def _figures(body: str, languages: Sequence[str]) -> Iterator[Stretch]:
    for found in _LONG_NUMBER.finditer(body):
        yield *found.span(), "@long", ()
    for found in _TIME.finditer(body):
        yield *found.span(), "@time", ()
    for language in languages:
        for start, end, day in find_dates(body, language):
            yield start, end, "@date", () if day.until else ((day.month, day.day),)
    for found in _NUMERIC_DATE.finditer(body):
        one, other = int(found[1]), int(found[2])
        yield *found.span(), "@date", ((one, other), (other, one))


def _plain(text: str, lexicon: Lexicon) -> str:
    if not text[0].isalnum() and lexicon.knows(text):
        return text
    return lexicon.spelled(normalise(text).replace(" ", ""))


def _break(before: str, between: str, word: str) -> Break:
    is_list = before[-1:].isdecimal() and not regex.search(r"[!?\n]", between)
    if before and _SENTENCE_MARK.search(between) and not (is_list and between.strip() in {".", ".)"}):
        return Break.SENTENCE
    if before and word != "-" and _COMMA_MARK.search(between):
        return Break.COMMA
    return Break.BLANK


_KINDS_OF_MASK: dict[str, Kind] = {
    "@time": Meaning.TIME,
    "@date": Other.DATE,
    "@long": Other.LONG_NUMBER,
}


def _pieces(words: Sequence[Word], lexicon: Lexicon, hint: str | None) -> Iterator[Piece]:
    at = 0
    weekdays = _weekdays(lexicon.languages)
    while at < len(words):
        run = _run(words, at)
        ordinal = _ordinal(words[at : at + len(run)], lexicon)
        kind, length, number = ordinal or _kind(run, lexicon, weekdays, hint)
        word = words[at]
        plain = " ".join(run[:length])
        yield Piece(kind, at, at + length, word.before, word.is_asked, number, word.days, plain)
        at += length


def _run(words: Sequence[Word], at: int) -> list[str]:
    """The words from here to the next comma: no phrase reaches across one."""
    end = at + 1
    while end < len(words) and words[end].before is Break.BLANK:
        end += 1
    return [word.plain for word in words[at:end]]


def _kind(
    run: Sequence[str], lexicon: Lexicon, weekdays: dict[str, int], hint: str | None
) -> tuple[Kind, int, int | None]:
    word = run[0]
    number = lexicon.number(word)
    if found := lexicon.longest(run, hint):
        meaning, length = found
        numbers = [n for plain in run[:length] if (n := lexicon.number(plain)) is not None]
        return meaning, length, numbers[0] if numbers else None
    if word in _KINDS_OF_MASK:
        return _KINDS_OF_MASK[word], 1, None
    if number is not None:
        return Other.NUMBER, 1, number
    if word in weekdays:
        return Other.WEEKDAY, 1, weekdays[word]
    return Other.UNKNOWN, 1, None


def _ordinal(run: Sequence[Word], lexicon: Lexicon) -> tuple[Kind, int, int | None] | None:
    """An ordinal in words or figures, with the "one" behind it: "the second one", "la 2a"."""
    word, ending = run[0], run[1] if len(run) > 1 else None
    if word.plain in lexicon.ordinals:
        length, number = 1, lexicon.ordinals[word.plain]
    elif (
        word.plain.isdecimal()
        and ending
        and ending.plain in lexicon.ordinal_endings
        and ending.start == word.end
    ):
        length, number = 2, int(word.plain)
    else:
        return None
    if len(run) > length and run[length].plain in lexicon.after_ordinals:
        length += 1
    found = lexicon.longest([word.plain for word in run], None)
    return None if found and found[1] > length else (Other.ORDINAL, length, number)


_LEAST_LETTERS_OF_A_DAY = 3


@cache
def _weekdays(languages: tuple[str, ...]) -> dict[str, int]:
    """The names of the days of the week, whole and shortened, as each language has them."""
    found: dict[str, int] = {}
    for language in languages:
        for number, name in Locale.parse(language).days["format"]["wide"].items():
            plain = normalise(name)
            for length in range(_LEAST_LETTERS_OF_A_DAY, len(plain) + 1):
                found.setdefault(plain[:length], number)
    return found
