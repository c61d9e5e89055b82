"""Made-up proper nouns that stand for what an engine must not see, and whether they all came back whole."""

import itertools
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from typing import Generic, TypeVar

import regex  # type: ignore[import-untyped]

T = TypeVar("T", bound=Hashable)

_HIDDEN = "\x00"
# Like a name in all languages with Latin letters, so that engines copy them: "Qxba", "Qxde". Apertium keeps these in
# either direction, at the start of a sentence and with an 's behind them. No digits: those are checked for.
_LIKELY_PREFIXES = ("Qx", "Xq", "Zq", "Jq", "Vq", "Xj")
_CONSONANTS, _VOWELS = "bdfglmnprstkcvhz", "aeoiu"
_PAIRS = [
    _CONSONANTS[place % len(_CONSONANTS)] + _VOWELS[(place + place // len(_CONSONANTS)) % len(_VOWELS)]
    for place in range(len(_CONSONANTS) * len(_VOWELS))
]

_PART_OF_A_WORD = r"[\p{Latin}\p{M}\p{N}]"
"""Of letters only Latin ones: Chinese leaves no blank beside a name."""
_DIGIT = regex.compile(r"\p{N}")
_SIGN = regex.compile(r"[\p{Sc}@#%]")
"""What makes an amount, an address or a share of a number."""
_UNSEEN = regex.compile(r"[\p{C}\p{Zl}\p{Zp}\ufffd--[\x00\n]]", regex.VERSION1)
"""What no screen shows: controls, joiners, characters that do not exist."""
_EMOJI = r"\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\ufe0f\u200d"
_OTHER_SCRIPT = r"[\p{L}--\p{Latin}]"
_OTHER_LETTER = regex.compile(_OTHER_SCRIPT, regex.VERSION1)
_LEFT = regex.compile(
    rf"|[^\x00]*(?:[\"'(\[{{\u00bf\u00a1\u00ab\u2018\u2019\u201c{_EMOJI}]|\p{{L}}-|{_OTHER_SCRIPT})",
    regex.VERSION1,
)
_RIGHT = regex.compile(
    rf"(?:-\p{{L}}+)*(?:['\u2019]s?)?"
    rf"[.,;:!?\u2026)\]}}\u00bb\"'\u2019\u201d\u3001\u3002\uff01\uff0c\uff1f\u060c\u061f{_EMOJI}]*"
    rf"|{_OTHER_SCRIPT}[^\x00]*",
    regex.VERSION1,
)


class Nouns(Generic[T]):
    """One noun for each different thing, and none like any word of the text that they stand in."""

    def __init__(self, things: Sequence[T], *, unlike: str) -> None:
        typed = unlike.casefold()
        self._prefix = next(prefix for prefix in _prefixes() if prefix.casefold() not in typed)
        self._noun_of = {
            thing: self._prefix + end for thing, end in zip(dict.fromkeys(things), _syllables(), strict=False)
        }
        self._meaning = {noun: thing for thing, noun in self._noun_of.items()}
        self._expected = Counter(self._noun_of[thing] for thing in things)

    def of(self, thing: T) -> str:
        return self._noun_of[thing]

    def meant_by(self, found: "regex.Match[str]") -> T:
        return self._meaning[found.group()]

    @property
    def pattern(self) -> "regex.Pattern[str]":
        """Finds each noun where it stands as a word."""
        return _nouns_beginning_with(self._prefix)

    def without(self, words: str) -> str:
        """The words with NULs for the nouns."""
        return str(self.pattern.sub(_HIDDEN, words))

    def are_whole(self, words: str, *, original: str) -> bool:
        """Whether every noun came back as often as it left, and nothing like one came with it."""
        if Counter(self.pattern.findall(words)) != self._expected:
            return False
        rest, before = self.without(words), self.without(original)
        if self._prefix.casefold() in rest.casefold() or _DIGIT.search(rest):
            return False
        if set(_UNSEEN.findall(rest)) - set(_UNSEEN.findall(before)):
            return False
        if Counter(_SIGN.findall(rest)) - Counter(_SIGN.findall(before)):
            return False
        return self._stand_free(words, original)

    def _stand_free(self, words: str, original: str) -> bool:
        """Whether nothing has grown onto a noun that was not there: a 5 may come back as -5, 5%, 5,3 or 5.com."""
        sides = list(self._sides(original))
        befores = {(noun, before) for noun, before, _ in sides}
        afters = {(noun, after) for noun, _, after in sides}
        return all(
            (_LEFT.fullmatch(before) or (noun, before) in befores)
            and (_RIGHT.fullmatch(after) or (noun, after) in afters)
            for noun, before, after in self._sides(words)
        )

    def _sides(self, text: str) -> Iterator[tuple[str, str, str]]:
        """Each noun with what touches it on its left and on its right, up to a blank or through the next noun."""
        found = list(self.pattern.finditer(text))
        for place, match in enumerate(found):
            start = found[place - 1].end() if place else 0
            end = found[place + 1].start() if place + 1 < len(found) else len(text)
            left, right = text[start : match.start()], text[match.end() : end]
            before = left.split()[-1] if left and not left[-1].isspace() else ""
            after = right.split(None, 1)[0] if right and not right[0].isspace() else ""
            if place and before == left and not _OTHER_LETTER.search(left):
                before = f"{found[place - 1].group()}{_HIDDEN}{before}"
            if place + 1 < len(found) and after == right and not _OTHER_LETTER.search(right):
                after = f"{after}{_HIDDEN}{found[place + 1].group()}"
            yield match.group(), before, after


@cache
def _nouns_beginning_with(prefix: str) -> "regex.Pattern[str]":
    return regex.compile(rf"(?<!{_PART_OF_A_WORD}){prefix}[a-z]++(?!{_PART_OF_A_WORD})")


def _prefixes() -> Iterator[str]:
    yield from _LIKELY_PREFIXES
    for length in itertools.count(3):
        yield from ("".join(letters).capitalize() for letters in itertools.product("qxzjkv", repeat=length))


def _syllables() -> Iterator[str]:
    """Without end, each unlike the one before it: ba, de, fo, gi."""
    for length in itertools.count(1):
        yield from ("".join(syllables) for syllables in itertools.product(_PAIRS, repeat=length))
