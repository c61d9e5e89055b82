"""Reading whether a text needs nobody: "ok gracias", a thumb, a tap on our own words. Pure.

Every word and every sign in it must be one of those that say nothing more; whatever is left over, or asks, is for a
person.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

import regex  # type: ignore[import-untyped]

from app.sms.keywords import normalise
from app.sms.languages import language_files


class Courtesy(StrEnum):
    """What a text says that needs nobody."""

    THANKS = "thanks"
    NOD = "nod"
    """"Ok", a thumb: where something is asked, it may be a yes."""


class _Said(StrEnum):
    THANKS = "thanks"
    NOD = "nod"
    BESIDE = "beside"
    """"Hello", "teacher": alone it begins a conversation."""


_Phrase = tuple[str, ...]

_GLAD = frozenset(
    "👍👌🙏👏🙌💪🤝✅✔☑💯🎉🥳🎊🤗😊🙂☺😀😃😄😁😎🤩😇🥰😍😘😉😌🤙✌❤🧡💛💚💙💜🖤🤍🤎💕💖💗💞💓💝💟♥😻🌹🌸🌺🌻🌷💐⭐🌟✨☀🌞🌈😂"
)
_SIGN = regex.compile(r"\p{Extended_Pictographic}")
_TAP = regex.compile(
    r"(?<how>[^\u201c\"\u00ab\u2018]{1,60})[\u201c\"\u00ab\u2018'].*[\u201d\"\u00bb\u2019'\u2026]",
    regex.DOTALL,
)
"""What a phone sends for a tap on our own text: Liked "School is closed today."."""
_SAD = regex.compile(r"[:;=]['\u2019]?-?[(/\\|\[]")
_REPEATED = regex.compile(r"(.)\1+")


def courtesy_in(body: str) -> Courtesy | None:
    """What the text says where it says nothing but that; None where a person must read it."""
    text = body.strip().replace("<3", " ❤ ")
    if is_tap(text):
        return Courtesy.NOD
    signs = _SIGN.findall(text)
    if "?" in text or "\u00bf" in text or _SAD.search(text) or not _GLAD.issuperset(signs):
        return None
    said = _said_in(_words_of(text))
    if said is None or not (signs or said - {_Said.BESIDE}):
        return None
    return Courtesy.THANKS if _Said.THANKS in said and _Said.NOD not in said else Courtesy.NOD


def is_tap(text: str) -> bool:
    """Whether a phone sent it for a tap on what we had texted, and the tap was a friendly one."""
    tap = _TAP.fullmatch(text.strip())
    if tap is None:
        return False
    how = normalise(tap["how"])
    signs = _SIGN.findall(tap["how"])
    if signs:
        return _GLAD.issuperset(signs) and how in _taps_with_sign()
    return how in _taps()


def without_courtesy(words: str) -> str:
    """The words, as `normalise` leaves them, without the polite ones that they begin and end with."""
    rest = _words_of(words, shortened=False)
    while rest and (polite := _first_polite(rest)):
        rest = rest[polite:]
    while rest and (polite := _first_polite(rest, from_end=True)):
        rest = rest[:-polite]
    return " ".join(rest)


def _said_in(words: Sequence[str]) -> set[_Said] | None:
    """What phrases, one after the other, make up all of the words; None where they do not."""
    said: set[_Said] = set()
    rest = tuple(words)
    while rest:
        found = _longest(rest)
        if found is None:
            return None
        said.add(_phrases()[found])
        rest = rest[len(found) :]
    return said


def _first_polite(words: Sequence[str], *, from_end: bool = False) -> int:
    """How many of the first words, or of the last, are one polite phrase."""
    plain = tuple(map(_shortened, words))
    for length in range(min(_longest_phrase(), len(plain)), 0, -1):
        if (plain[-length:] if from_end else plain[:length]) in _phrases():
            return length
    return 0


def _longest(words: Sequence[str]) -> _Phrase | None:
    for length in range(min(_longest_phrase(), len(words)), 0, -1):
        if (phrase := tuple(words[:length])) in _phrases():
            return phrase
    return None


def _words_of(text: str, *, shortened: bool = True) -> _Phrase:
    words = normalise(text).split()
    return tuple(map(_shortened, words)) if shortened else tuple(words)


def _shortened(word: str) -> str:
    """However long somebody stays on a key: "graciaaas", "okkk"."""
    return str(_REPEATED.sub(r"\1", word))


@cache
def _phrases() -> Mapping[_Phrase, _Said]:
    """What each phrase says, in any language; a word that is both thanks and a nod is a nod."""
    found: dict[_Phrase, _Said] = {}
    for spoken in language_files():
        for said, phrases in (
            (_Said.BESIDE, (*spoken.beside_thanks, *spoken.courtesy)),
            (_Said.THANKS, spoken.thanks),
            (_Said.NOD, spoken.nods),
        ):
            found |= dict.fromkeys(map(_words_of, phrases), said)
    return found


@cache
def _longest_phrase() -> int:
    return max(map(len, _phrases()), default=0)


@cache
def _taps() -> frozenset[str]:
    return frozenset(normalise(words) for spoken in language_files() for words in spoken.taps)


@cache
def _taps_with_sign() -> frozenset[str]:
    return frozenset(normalise(words) for spoken in language_files() for words in spoken.taps_with_sign)
