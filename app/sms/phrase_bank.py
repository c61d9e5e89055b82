"""The phrases that teachers really text, reviewed in every language: `message_templates/phrases/`, read once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

from app.foundation.errors import NotFound
from app.foundation.i18n import SOURCE_LANGUAGE, _l
from app.sms.catalog import DEFAULT_DIRECTORY
from app.sms.keywords import normalise
from app.sms.languages import family_languages
from app.sms.template import Template
from app.sms.wording_check import problems_of_passage, problems_of_wording

PHRASES = DEFAULT_DIRECTORY / "phrases"
_SHARED = "_bank.toml"  # what all topics share: the slots and the budget


class SlotKind(StrEnum):
    """What a slot holds. Nothing here needs translating: days and times are written by rule in each language."""

    CHILD = "child"
    NAME = "name"
    """An adult, as families know them: "Ms. Lee"."""
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    """Money."""
    NUMBER = "number"
    PLACE = "place"
    """A proper name or an address."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What fills a place in a phrase, with the longest value to reckon with, where need be one per language."""

    kind: SlotKind
    longest: str | Mapping[str, str]

    def longest_in(self, language: str) -> str | None:
        return self.longest if isinstance(self.longest, str) else self.longest.get(language)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a group of phrases is about, with its title in each language."""

    id: str
    titles: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)
    """Further words by which people look for it, in each language."""

    def title(self, language: str) -> str:
        """As staff read it; a language that has none reads the English one."""
        return self.titles.get(language) or self.titles.get(SOURCE_LANGUAGE, self.id)


@dataclass(frozen=True, eq=False)
class Phrase:
    """Something a teacher may want to say, worded by people in every language with the same slots."""

    id: str
    topic: Topic | None
    """None for a phrase of a school's own that stands under no topic."""
    wordings: Mapping[str, Template]
    slots: Mapping[str, Slot]

    @cached_property
    def searchable(self) -> str:
        """The words of every wording, folded, a blank around each: so " aus" is where a word begins with "aus"."""
        texts = (Template(w.text).fill(**dict.fromkeys(w.slots, " ")) for w in self.wordings.values())
        return f" {normalise(' '.join(texts))} "

    @cached_property
    def searchable_topic(self) -> str:
        if self.topic is None:
            return ""
        return f" {normalise(' '.join([*self.topic.titles.values(), *self.topic.also.values()]))} "

    def problems(self, languages: Iterable[str], budget: Mapping[str, int]) -> Iterator[str]:
        """What keeps this phrase from being offered, in sentences for whoever edits it."""
        for language in languages:
            if language not in self.wordings:
                yield f"has no wording in {language!r}"
        for language, wording in self.wordings.items():
            for problem in self._problems_of_wording(wording, language, budget.get(language)):
                yield f"{language}: {problem}"

    def _problems_of_wording(self, wording: Template, language: str, budget: int | None) -> Iterator[str]:
        missing = {slot for other in self.wordings.values() for slot in other.slots} - set(wording.slots)
        unknown = set(wording.slots) - set(self.slots)
        longest = {
            name: self.slots[name].longest_in(language) for name in wording.slots if name not in unknown
        }
        known = {name: value for name, value in longest.items() if value is not None}
        for name in sorted(missing):
            yield f"does not fill {name!r} as another language does"
        for name in sorted(unknown):
            yield f"fills {name!r}, of which nobody has said what it holds"
        for name in sorted(set(longest) - set(known)):
            yield f"nobody has said how long {name!r} may get"
        if len(known) == len(wording.slots):
            yield from problems_of_wording(wording, language, longest=known, budget=budget)


def search(phrases: Iterable[Phrase], words: str, *, limit: int) -> list[Phrase]:
    """The phrases in which, in any language or in its topic's title, something begins with each word; best first.

    A word that no phrase has, such as a child's name, narrows nothing down. Whole words are better than beginnings, the
    phrase itself better than its topic, and a short phrase better than a long one.
    """
    among = list(phrases)
    typed = dict.fromkeys(normalise(words).split())
    known = [word for word in typed if any(_fit(phrase, word) for phrase in among)]
    if not known:
        return []
    ranked: list[tuple[int, int, int]] = []
    for index, phrase in enumerate(among):
        fits = [_fit(phrase, word) for word in known]
        if all(fits):
            ranked.append((-sum(fits), len(phrase.searchable), index))
    return [among[index] for _, _, index in sorted(ranked)[:limit]]


def _fit(phrase: Phrase, word: str) -> int:
    """How well a typed word suits a phrase, from 0 for not at all."""
    if f" {word}" in phrase.searchable:
        return 4 if f" {word} " in phrase.searchable else 3
    if f" {word}" in phrase.searchable_topic:
        return 2 if f" {word} " in phrase.searchable_topic else 1
    return 0


class PhraseBank:
    """The phrases that come with the software, by topic. A school's own are rows and not here."""

    def __init__(
        self, phrases: Iterable[Phrase], *, budget: Mapping[str, int], languages: Iterable[str]
    ) -> None:
        self._phrases = {phrase.id: phrase for phrase in phrases}
        self.budget = budget
        self._languages = tuple(languages)

    @classmethod
    def load(cls, directory: Path = PHRASES, *, languages: Iterable[str] | None = None) -> Self:
        """The phrases of a folder, which owes each in these languages: in every family's, unless told."""
        with _naming(directory / _SHARED):
            shared = tomllib.loads((directory / _SHARED).read_text(encoding="utf-8"))
            slots = {name: Slot(SlotKind(s["kind"]), s["longest"]) for name, s in shared["slots"].items()}
            budget = shared["budget"]
        topics = sorted(path for path in directory.glob("*.toml") if path.name != _SHARED)
        return cls(
            (phrase for path in topics for phrase in _phrases_of(path, slots)),
            budget=budget,
            languages=family_languages() if languages is None else languages,
        )

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return tuple(self._phrases.values())

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        topics = {phrase.topic.id: phrase.topic for phrase in self._phrases.values() if phrase.topic}
        return tuple(topics.values())

    def of_topic(self, topic_id: str) -> tuple[Phrase, ...]:
        return tuple(p for p in self._phrases.values() if p.topic and p.topic.id == topic_id)

    def get(self, phrase_id: str) -> Phrase:
        """Raises NotFound."""
        try:
            return self._phrases[phrase_id]
        except KeyError:
            raise NotFound(_l("There is no phrase %(id)s"), id=phrase_id) from None

    def search(self, words: str, *, limit: int = 10) -> list[Phrase]:
        return search(self._phrases.values(), words, limit=limit)

    def problems(self) -> list[str]:
        """One sentence for everything that is wrong in any file; empty when all may be offered."""
        found = [
            f"{phrase.id}: {problem}"
            for phrase in self._phrases.values()
            for problem in phrase.problems(self._languages, self.budget)
        ]
        for topic in self.topics:
            found += (f"{topic.id}: {problem}" for problem in self._problems_of_topic(topic))
        return found

    def _problems_of_topic(self, topic: Topic) -> Iterator[str]:
        for language in self._languages:
            if not topic.titles.get(language):
                yield f"has no title in {language!r}"
            wordings = [p.wordings[language] for p in self.of_topic(topic.id) if language in p.wordings]
            for problem in problems_of_passage(wordings, language):
                yield f"{language}: {problem}"


def _phrases_of(path: Path, slots: Mapping[str, Slot]) -> list[Phrase]:
    with _naming(path):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        topic = Topic(path.stem, content["title"], content.get("also", {}))
        return [_phrase(name, texts, topic, slots) for name, texts in content["phrases"].items()]


def _phrase(name: str, texts: Mapping[str, str], topic: Topic, slots: Mapping[str, Slot]) -> Phrase:
    wordings = {language: Template(text) for language, text in texts.items()}
    used = dict.fromkeys(slot for wording in wordings.values() for slot in wording.slots)
    known = {slot: slots[slot] for slot in used if slot in slots}
    return Phrase(f"{topic.id}.{name}", topic, wordings, known)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as wrong:
        wrong.add_note(f"while reading {path}")  # the parser's own words name a line but no file
        raise
