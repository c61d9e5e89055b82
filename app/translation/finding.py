"""Where in a text the things stand that no engine may touch."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

import regex  # type: ignore[import-untyped]

from app.foundation.text import folded
from app.sms.keywords import read_keyword
from app.translation.clock_times import WrittenTime, find_times
from app.translation.dates import TAKEN, WrittenDate, find_dates
from app.translation.names import Names, find_names


class LockKind(StrEnum):
    """What is kept."""

    NAME = "name"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    PHONE = "phone"
    LINK = "link"
    """An address of the web or of e-mail, a handle or a hashtag."""
    KEYWORD = "keyword"
    """A word by which a phone acts (STOP, ALTO, ESPAÑOL), or the mark of a choice: "1)"."""
    NUMBER = "number"
    """Any other word with a digit in it: "12", "50%", "9/3", "3rd", "B12"."""


@dataclass(frozen=True, slots=True)
class Lock:
    """One thing that is kept."""

    kind: LockKind
    text: str
    value: Hashable
    """Equal for the same thing however it is typed, in whichever language."""
    lead: str = ""
    """A title or an article before it, which no engine sees either: the "Ms. " of Ms. Lee, the "las " of las 7:30."""
    tail: str = ""
    """The ending of an ordinal: the "rd" of 3rd."""
    moment: WrittenDate | WrittenTime | None = None
    """What a date or a time says, since those are written anew in each language."""

    @property
    def typed(self) -> str:
        return f"{self.lead}{self.text}{self.tail}"


Span = tuple[int, int, Lock]

_CURRENCY = r"\p{Sc}"
_LINK = regex.compile(
    r"""
    (?<![\p{L}\p{N}@])(?:
        (?:https?://|www\.)[^\s\x00<>"]+
        |[\p{L}\p{N}][\p{L}\p{N}._%+-]*@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+
        |(?:[\p{L}\p{N}-]+\.)+(?:app|com|edu|gov|info|net|org|school)(?-i:\.[a-z]{2})?
            (?![\p{L}\p{N}])(?:[:/?\#][^\s\x00<>"]*)?
        |(?:[\p{L}\p{N}-]{2,}\.){2,}[a-z]{2,}(?![\p{L}\p{N}])(?:[:/?\#][^\s\x00<>"]*)?
        |(?:[\p{L}\p{N}-]{2,}\.)+[a-z]{2,}/[^\s\x00<>"]+
        |[@\#]\p{L}[\p{L}\p{N}_]+
    )
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
_HALF_A_LINK = regex.compile(r"https?(?!\p{L})|:/|www\.", regex.IGNORECASE)
_NOT_OF_A_LINK = ".,;:!?…'\"\u2019\u201d»)]}*"
_PHONE = regex.compile(
    r"""
    (?<![\p{L}\p{N}+./-])(?:
        \+\d[\d\ ().-]{7,20}\d
        |(?:1[\ .-]?)?\(?\d{3}\)?[\ .-]?\d{3}[\ .-]?\d{4}
        |\d{3}[.-]\d{4}
    )(?![\p{L}\p{N}/-])
    """,
    regex.VERBOSE,
)
_FIGURE = r"\d[\d,]*(?:\.\d+)?(?:[kKmM](?!\p{L}))?"
_AMOUNT = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?:{_CURRENCY}[ ]?{_FIGURE}(?:[ ]?[-\u2013][ ]?{_CURRENCY}?{_FIGURE})?(?<![,])"
    rf"|{_FIGURE}(?<![,])[ ]?{_CURRENCY})(?!\d)"
)
_SLOT = regex.compile(r"\{[a-z][a-z0-9_]*\}")
"""What is filled in for each family: the name of its own child, or of the school."""
_CHOICE = regex.compile(r"(?<![^\s\x00])\d{1,2}\)")
_NUMBER = regex.compile(
    r"""
    (?:(?<![^\s(])[+-])?[\#\u2116]?(?<![\p{L}\p{M}_])[\p{L}\p{M}_]*+
    \p{N}[\p{N}\p{L}\p{M}_\u20e3\ufe0f]*
    (?:[.,:/'\u2019\u2013-][\p{L}_]*\p{N}[\p{N}\p{L}\p{M}_]*)*
    [%\u00ba\u00aa\u00b0]?
    |\p{N}+
    """,
    regex.VERBOSE,
)
_ORDINAL = regex.compile(
    r"(\d+)((?:st|nd|rd|th|er|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|\.?[\u00ba\u00aa\u00b0]))", regex.IGNORECASE
)
_CAPITALS = regex.compile(r"(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{M}]+(?![\p{L}\p{N}])")
_MOST_WORDS_OF_A_KEYWORD = 3
_DIGIT = regex.compile(r"\p{N}")


def find_locks(text: str, language: str, *, names: Names, family: Names) -> list[Span]:
    """Every lock of a text in order, none over another. What is found first is kept: a link before its digits."""
    finder = _Finder(text)
    finder.take(_links(finder.left))
    finder.take((m.start(), m.end(), Lock(LockKind.NAME, m[0], m[0])) for m in _SLOT.finditer(finder.left))
    if _DIGIT.search(text):  # not str.isnumeric: Python and `regex` know different years of Unicode
        finder.take(_phones(finder.left))
        finder.take(
            (start, end, Lock(LockKind.DATE, text[start:end], day, moment=day))
            for start, end, day in find_dates(finder.left, language)
        )
        finder.take(_times(finder.left, language))
        finder.take(_amounts(finder.left))
        finder.take(
            (m.start(), m.end(), Lock(LockKind.KEYWORD, m[0], m[0])) for m in _CHOICE.finditer(finder.left)
        )
        finder.take(_numbers(finder.left))
    if any(character.islower() for character in text) or read_keyword(text) is not None:
        finder.take(_keywords(finder.left))  # a text that shouts marks nothing by its capitals
    finder.take(
        (found.from_title, found.end, _name(text, found.from_title, found.start, found.end))
        for found in find_names(finder.left, language, names=names, family=family)
    )
    return sorted(finder.spans, key=lambda span: span[0])


def links_in(text: str) -> list[str]:
    """The addresses in a text, and the halves of broken ones."""
    return [*(lock.text for _, _, lock in _links(text)), *_HALF_A_LINK.findall(text)]


def keywords_in(text: str) -> set[str]:
    """The words in capitals by which a phone would act."""
    return {lock.text for _, _, lock in _keywords(text)}


class _Finder:
    """A text of which more and more is taken."""

    def __init__(self, text: str) -> None:
        self.left = text
        self.spans: list[Span] = []

    def take(self, spans: Iterable[Span]) -> None:
        for start, end, lock in spans:
            self.spans.append((start, end, lock))
            self.left = self.left[:start] + TAKEN * (end - start) + self.left[end:]


def _links(text: str) -> Iterator[Span]:
    if not any(sign in text for sign in (".", "@", "#", "://")):
        return
    for found in _LINK.finditer(text):
        typed = found.group().rstrip(_NOT_OF_A_LINK)
        yield found.start(), found.start() + len(typed), Lock(LockKind.LINK, typed, typed.casefold())


def _phones(text: str) -> Iterator[Span]:
    for found in _PHONE.finditer(text):
        digits = "".join(character for character in found.group() if character.isdigit())
        yield found.start(), found.end(), Lock(LockKind.PHONE, found.group(), digits[-10:])


def _times(text: str, language: str) -> Iterator[Span]:
    for start, end, article, moment in find_times(text, language):
        typed = text[start:end]
        core = typed[len(article) :].lstrip() if article else typed
        lead = typed[: len(typed) - len(core)]
        yield start, end, Lock(LockKind.TIME, core, moment.value, lead=lead, moment=moment)


def _amounts(text: str) -> Iterator[Span]:
    for found in _AMOUNT.finditer(text):
        typed = found.group()
        sign = "".join(regex.findall(_CURRENCY, typed))
        yield found.start(), found.end(), Lock(LockKind.AMOUNT, typed, (sign, _quantity(typed)))


def _quantity(typed: str) -> Decimal | str:
    bare = regex.sub(rf"[{_CURRENCY},\s]", "", typed)
    try:
        return Decimal(bare)
    except InvalidOperation:
        return str(bare)


def _numbers(text: str) -> Iterator[Span]:
    for found in _NUMBER.finditer(text):
        typed = found.group()
        ordinal = _ORDINAL.fullmatch(typed)
        kept, tail = ordinal.groups() if ordinal else (typed, "")
        yield found.start(), found.end(), Lock(LockKind.NUMBER, kept, kept.casefold(), tail=tail)


def _keywords(text: str) -> Iterator[Span]:
    words = list(_CAPITALS.finditer(text))
    at = 0
    while at < len(words):
        for count in range(_MOST_WORDS_OF_A_KEYWORD, 0, -1):
            start, end = words[at].start(), words[min(at + count, len(words)) - 1].end()
            typed = text[start:end]
            match = read_keyword(typed) if typed.count(" ") == count - 1 else None
            if match is not None:
                wanted = match.language if match.keyword.value == "language" else None
                yield start, end, Lock(LockKind.KEYWORD, typed, (match.keyword, wanted))
                at += count - 1
                break
        at += 1


def _name(text: str, from_title: int, start: int, end: int) -> Lock:
    return Lock(LockKind.NAME, text[start:end], folded(text[start:end]), lead=text[from_title:start])
