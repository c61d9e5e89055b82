"""The phrases by which families reply, per language, and what each means.

Every `words/<language>.toml` is one language; a further one needs no code. All of them are searched at once,
since families mix them; the language hint only decides between two that have the same words for different things.

A new file starts as a copy of `en.toml`: each table is one `Meaning`, which says what belongs in it, beside the
few lists that `Lexicon` describes, the usual misspellings and the numbers. Its phrases go into the tests first.

How phrases are written there, always in the plain letters that `keywords.normalise` leaves:
`(a|b c)` one of these, `[a|b]` the same or nothing, `<name>` an entry of `[lists]`, `#` a number in figures or words,
`~` any one word, `alerg*` any word that begins so, `@time` a time of day such as 6:30.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from app.events.reading.meaning import Meaning, rank
from app.events.reading.phrase_tree import Node, Phrase, is_slot, tree_of
from app.events.reading.phrases import sequences

WORD_FILES = Path(__file__).with_name("words")
_DENYING = (Meaning.NO, Meaning.NEGATION, Meaning.EXCEPT)


class _Place(NamedTuple):
    """How far a phrase reaches; of two that reach equally far, the one that leaves fewer words open is better."""

    end: int = 0
    known: int = 0


class Lexicon:
    """All phrases of all languages."""

    def __init__(self, directory: Path = WORD_FILES) -> None:
        self.languages = tuple(sorted(file.stem for file in directory.glob("*.toml")))
        self.ordinals: dict[str, int] = {}
        self.ordinal_endings: set[str] = set()
        self.after_ordinals: set[str] = set()
        """What an ordinal takes along: "the second one"."""
        self.denials: set[str] = set()
        """The single words that deny."""
        self.please: set[str] = set()
        """Asks for something: "3 por favor" may want three seats, where "3 gracias" declines."""
        self.subjectless: set[str] = set()
        """How a phrase begins that does not say who: somebody before it may be meant."""
        self._spelling: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        phrases: list[Phrase] = []
        lists: dict[str, list[Phrase]] = {}
        for language in self.languages:
            phrases += self._read(language, directory / f"{language}.toml", lists)
        every = [*phrases, *(entry for entries in lists.values() for entry in entries)]
        _expect_lists(every, lists.keys())
        self._phrases = tree_of(phrases)
        self._lists = {name: tree_of(entries) for name, entries in lists.items()}
        words = {word for phrase in every for word in phrase.words if not is_slot(word) and word[0] != "@"}
        self._vocabulary = frozenset(words | set(self._numbers) | set(self.ordinals))

    def _read(self, language: str, file: Path, lists: dict[str, list[Phrase]]) -> Iterator[Phrase]:
        """The phrases of a file; its lists go into `lists`."""
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        self._spelling |= content.pop("spelling")
        self._numbers |= content.pop("numbers")
        self.ordinals |= content.pop("ordinals")
        self.ordinal_endings |= set(content.pop("ordinal_endings"))
        self.subjectless |= set(content.pop("subjectless"))
        self.denials |= {word for section in _DENYING for word in content[section] if word.isalpha()}
        self.please |= set(content.pop("please"))
        self.after_ordinals |= set(content.pop("after_ordinals"))
        for name, entries in content.pop("lists").items():
            lists[f"{language}<{name}>"] = list(_written_out(entries, language, None))
        for section, phrases in content.items():
            yield from _written_out(phrases, language, Meaning(section))

    def knows(self, word: str) -> bool:
        return word in self._vocabulary

    def number(self, word: str) -> int | None:
        return int(word) if word.isdecimal() else self._numbers.get(word)

    def spelled(self, word: str) -> str:
        """The word that was meant: a usual misspelling, a drawn-out ending ("siii") or a slip in a long word."""
        if word in self._spelling:
            return self._spelling[word]
        if word in self._vocabulary or not word.isalpha():
            return word
        short = str(regex.sub(r"(.)\1+$", r"\1", word))
        if short in self._vocabulary or short in self._spelling:
            return self._spelling.get(short, short)
        return _nearest(word, self._vocabulary) if len(word) >= _LETTERS_OF_A_LONG_WORD else word

    def longest(self, words: Sequence[str], hint: str | None) -> tuple[Meaning, int] | None:
        """The longest phrase that the words begin with, and how many of them it takes."""
        ends = [found for found in self._reached(self._phrases, words, _Place()) if found[0].meanings]
        if not ends:
            return None
        best = max(place for _, place in ends)
        return _chosen([node.meanings for node, place in ends if place == best], hint), best.end

    def _reached(self, node: Node, words: Sequence[str], place: "_Place") -> Iterator[tuple[Node, "_Place"]]:
        """Every node that the words lead to from here, and where that is."""
        at = place.end
        if at == len(words):
            return
        if words[at] in node.words:
            yield from self._through(node.words[words[at]], words, _Place(at + 1, place.known))
        for slot, child in node.slots.items():
            known = place.known - (slot == "~")
            for end in self._filled(slot, words, at):
                yield from self._through(child, words, _Place(end, known))

    def _through(self, node: Node, words: Sequence[str], place: "_Place") -> Iterator[tuple[Node, "_Place"]]:
        yield node, place
        yield from self._reached(node, words, place)

    def _filled(self, slot: str, words: Sequence[str], at: int) -> set[int]:
        """Where a slot that begins here may end."""
        word = words[at]
        if slot in self._lists:
            entries = self._reached(self._lists[slot], words, _Place(at))
            return {place.end for node, place in entries if node.is_end}
        fits = slot == "~" or (slot == "#" and self.number(word) is not None)
        return {at + 1} if fits or (slot[-1] == "*" and word.startswith(slot[:-1])) else set()


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    return Lexicon()


_LETTERS_OF_A_LONG_WORD = 8


def _chosen(found: Sequence[Mapping[str, Meaning]], hint: str | None) -> Meaning:
    own = [meanings[hint] for meanings in found if hint is not None and hint in meanings]
    return min(own or [meaning for meanings in found for meaning in meanings.values()], key=rank)


def _expect_lists(phrases: Sequence[Phrase], lists: Collection[str]) -> None:
    """Raises ValueError where a phrase names a list that is not there."""
    for slot in {word for phrase in phrases for word in phrase.words if word[-1] == ">"}:
        if slot not in lists:
            message = f"there is no list {slot}"
            raise ValueError(message)


def _nearest(word: str, vocabulary: frozenset[str]) -> str:
    """The one long word that a single slip would turn into this; the word itself when there is none or several."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    slips = {a + b[1:] for a, b in cuts if b}
    slips |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    slips |= {a + c + b[1:] for a, b in cuts if b for c in letters}
    slips |= {a + c + b for a, b in cuts for c in letters}
    near = [slip for slip in slips & vocabulary if len(slip) >= _LETTERS_OF_A_LONG_WORD]
    return near[0] if len(near) == 1 else word


def _written_out(phrases: Sequence[str], language: str, meaning: Meaning | None) -> Iterator[Phrase]:
    """Every sequence of words that the phrases stand for; a list is named with its language."""
    for sequence in (sequence for phrase in phrases for sequence in sequences(phrase)):
        words = tuple(f"{language}{word}" if word[0] == "<" else word for word in sequence)
        yield Phrase(words, language, meaning)
