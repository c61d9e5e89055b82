"""The phrases by which families reply, per language, and what each means.

Every `words/<language>.toml` is one language; a further one needs no code. All of them are searched at once,
since families mix them; the language hint only decides between two that have the same words for different things.

A new file starts as a copy of `en.toml`: each table is one `Meaning`, which says below what belongs in it, beside the
few lists that `Lexicon` describes, the usual misspellings and the numbers. Its phrases go into the tests first.

How phrases are written there, always in the plain letters that `keywords.normalise` leaves:
`(a|b c)` one of these, `[a|b]` the same or nothing, `<name>` an entry of `[lists]`, `#` a number in figures or words,
`~` any one word, `alerg*` any word that begins so, `@time` a time of day such as 6:30.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from app.events.reading.phrases import sequences

WORD_FILES = Path(__file__).with_name("words")


class Meaning(StrEnum):
    """What a phrase says. Where one phrase could mean two things, the one further up is taken."""

    DOUBT = "doubt"
    """Turns what stands beside it: a condition, a plan that failed, a double negation. A person reads it."""
    UNLIKELY = "unlikely"
    REGRET = "regret"
    """Leads up to a no, and is none yet: "lamentablemente"."""
    NOT_NEEDED = "not_needed"
    RIDE = "ride"
    CHILDCARE = "childcare"
    INTERPRETER = "interpreter"
    DIET = "diet"
    OTHER_TIME = "other_time"
    CANNOT = "cannot"
    CANNOT_SHORT = "cannot_short"
    """As the one above, unless something that we do not know follows at once: "no puedo … abrir la puerta"."""
    MAYBE = "maybe"
    BY_PHONE = "by_phone"
    COMING = "coming"
    COMING_SHORT = "coming_short"
    """As the one above, unless something that we do not know follows at once: "vamos … al doctor"."""
    NONE_OF_THEM = "none_of_them"
    ALL_OF_THEM = "all_of_them"
    THE_OTHERS = "the_others"
    ANY_OF_THEM = "any_of_them"
    EXCEPT = "except"
    TOTAL = "total"
    """How many come, all told: "somos #"."""
    LOOSE_TOTAL = "loose_total"
    """The same, but in a series its number may be that of a date: "vamos #"."""
    PART = "part"
    """Some of those who come: "# adultos", "mi suegra"."""
    FIRST_PART = "first_part"
    """The same, said as the beginning of a count: "somos # adultos"."""
    MYSELF = "myself"
    WITH = "with"
    """The writer comes, together with what follows: "voy con"."""
    ALONE = "alone"
    TIME = "time"
    OTHER_NUMBER = "other_number"
    """A number that counts something else: an age, a classroom."""
    REASON = "reason"
    """Why somebody may not come; a person reads it unless a plain no stands beside it."""
    WISH = "wish"
    QUESTION = "question"
    ASKING_VERB = "asking_verb"
    """Begins a question too, but after "si" rather a condition: "si hay comida vamos"."""
    TOO_EARLY_OR_LATE = "too_early_or_late"
    DAY = "day"
    """A day that depends on the day of writing: tomorrow."""
    YES = "yes"
    YES_OR_IF = "yes_or_if"
    NO = "no"
    NEGATION = "negation"
    """A word that turns others round, where none of the phrases has it."""
    AGREED = "agreed"
    """The text was seen, or all is well: no answer by itself, and no harm beside one."""
    BUT = "but"
    OR = "or"
    PLUS = "plus"
    INTRODUCTION = "introduction"
    """The writer says who they are: after a yes, that may be all that the yes means."""
    BRINGING = "bringing"
    """What follows is a dish, or the like."""
    COURTESY = "courtesy"
    FILLER = "filler"


@dataclass
class _Node:
    """The phrases that begin alike, up to here."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    slots: dict[str, "_Node"] = field(default_factory=dict)
    """What follows a number, any word, the beginning of a word, or a list of the same language ("es<kin>")."""
    meanings: dict[str, Meaning] = field(default_factory=dict)
    """What ends here, by language."""
    is_end: bool = False

    def after(self, word: str) -> "_Node":
        nodes = self.slots if _is_slot(word) else self.words
        return nodes.setdefault(word, _Node())


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
        self._phrases = _Node()
        self._lists: dict[str, _Node] = {}
        self._spelling: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        words: set[str] = set()
        for language in self.languages:
            words |= self._read(language, directory / f"{language}.toml")
        _expect_lists(self._phrases, self._lists)
        self._vocabulary = frozenset(words | set(self._numbers) | set(self.ordinals))

    def _read(self, language: str, file: Path) -> set[str]:
        """Takes in a file; returns the words that it has."""
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        self._spelling |= content.pop("spelling")
        self._numbers |= content.pop("numbers")
        self.ordinals |= content.pop("ordinals")
        self.ordinal_endings |= set(content.pop("ordinal_endings"))
        self.subjectless |= set(content.pop("subjectless"))
        self.denials |= {word for section in _DENYING for word in content[section] if word.isalpha()}
        self.please |= set(content.pop("please"))
        self.after_ordinals |= set(content.pop("after_ordinals"))
        words: set[str] = set()
        for name, entries in content.pop("lists").items():
            start = self._lists[f"{language}<{name}>"] = _Node()
            for node in _grown(start, entries, language, words):
                node.is_end = True
        for section, phrases in content.items():
            meaning = Meaning(section)
            for node in _grown(self._phrases, phrases, language, words):
                node.meanings[language] = min(node.meanings.get(language, meaning), meaning, key=_rank)
        return words

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

    def _reached(
        self, node: _Node, words: Sequence[str], place: "_Place"
    ) -> Iterator[tuple[_Node, "_Place"]]:
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

    def _through(
        self, node: _Node, words: Sequence[str], place: "_Place"
    ) -> Iterator[tuple[_Node, "_Place"]]:
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


_RANKS = {meaning: rank for rank, meaning in enumerate(Meaning)}
_LETTERS_OF_A_LONG_WORD = 8


def _rank(meaning: Meaning) -> int:
    return _RANKS[meaning]


def _chosen(found: Sequence[Mapping[str, Meaning]], hint: str | None) -> Meaning:
    own = [meanings[hint] for meanings in found if hint is not None and hint in meanings]
    return min(own or [meaning for meanings in found for meaning in meanings.values()], key=_rank)


def _expect_lists(start: _Node, lists: Mapping[str, _Node]) -> None:
    """Raises ValueError where a phrase names a list that is not there."""
    nodes = [start, *lists.values()]
    while nodes:
        node = nodes.pop()
        for slot in node.slots:
            if slot[-1] == ">" and slot not in lists:
                message = f"there is no list {slot}"
                raise ValueError(message)
        nodes += [*node.words.values(), *node.slots.values()]


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


def _is_slot(word: str) -> bool:
    return word in {"#", "~"} or word[-1] in "*>"


def _grown(start: _Node, phrases: Sequence[str], language: str, words: set[str]) -> Iterator[_Node]:
    """The last node of every sequence of words that the phrases stand for; adds their words to `words`."""
    for sequence in (sequence for phrase in phrases for sequence in sequences(phrase)):
        node = start
        for word in sequence:
            node = node.after(f"{language}{word}" if word[0] == "<" else word)
            if not _is_slot(word) and word[0] != "@":
                words.add(word)
        yield node
