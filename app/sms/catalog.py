"""The texts that the software itself sends to families: `message_templates/`, read once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.sms.keywords import Keyword, is_carrier_word
from app.sms.languages import family_languages
from app.sms.template import Template
from app.sms.wording_check import problems_of_passage, problems_of_wording

DEFAULT_DIRECTORY = Path(__file__).resolve().parents[2] / "message_templates"
BOTH = "both"  # the wording for a phone whose language nobody knows yet


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One message of the catalog: when it is sent and how it is worded in each language."""

    sent_when: str
    wordings: Mapping[str, Template]
    budget: Mapping[str, int]
    longest: Mapping[str, str]
    choices: Mapping[str, list[str]] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    """The keywords that it tells a family to send, such as `Keyword.STOP`; it may name no other."""
    says_another_thing_in_each_language: bool = False
    """Its wordings are no translations of one another: "From now on we text you in English"."""

    def problems(self, languages: Iterable[str]) -> Iterator[str]:
        """What keeps this message from going out as promised, in sentences for whoever edits it."""
        for language in languages:
            if language not in self.wordings:
                yield f"has no wording in {language!r}"
        for language, wording in self.wordings.items():
            yield from self._problems_of_wording(language, wording)
        for language, words in self.choices.items():
            for word in filter(is_carrier_word, words):
                yield f"{language}: {word!r} means something to the carrier and cannot be a choice"
        for name in sorted(set(self.keywords) - set(Keyword)):
            yield f"{name!r} is no keyword"

    def _problems_of_wording(self, language: str, wording: Template) -> Iterator[str]:
        if set(wording.slots) != set(self.longest):
            yield f"{language}: fills {sorted(wording.slots)}, but [slots] lists {sorted(self.longest)}"
            return
        for problem in problems_of_wording(
            wording,
            language,
            longest=self.longest,
            budget=self.budget.get(language),
            keywords=self.keywords,
        ):
            yield f"{language}: {problem}"


class Catalog:
    """All of our own wordings. A language without a wording is an error: nothing falls back to English."""

    def __init__(self, entries: Mapping[str, CatalogEntry], languages: Iterable[str]) -> None:
        self._entries = entries
        self._languages = tuple(languages)

    @classmethod
    def load(cls, directory: Path = DEFAULT_DIRECTORY, *, languages: Iterable[str] | None = None) -> Self:
        """The wordings of a folder, which owes one in each of these languages: in every family's, unless told."""
        entries = {path.stem: _read(path) for path in sorted(directory.glob("*.toml"))}
        return cls(entries, family_languages() if languages is None else languages)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def wording(self, name: str, language: str | None) -> Template:
        """The wording in this language, or the one that speaks all languages when None is known."""
        entry = self._entries.get(name)
        wording = entry.wordings.get(language or BOTH) if entry else None
        if wording is None:
            raise NotFound(
                _l("No wording of %(name)s in %(language)s"),
                name=name,
                language=language or "an unknown language",
            )
        return wording

    def speaks(self, name: str, language: str) -> bool:
        """Whether somebody has worded this message in this language."""
        entry = self._entries.get(name)
        return entry is not None and language in entry.wordings

    def says_the_same(self, name: str, one: str, other: str) -> bool:
        """Whether the wordings in these two languages stand for one another."""
        entry = self._entries[name]
        return {one, other} <= set(entry.wordings) and not entry.says_another_thing_in_each_language

    def answers(self, name: str) -> tuple[str, ...]:
        """The words that a family may answer this message with, in any language."""
        return tuple(word for words in self._entries[name].choices.values() for word in words)

    def problems(self) -> list[str]:
        """One sentence for everything that is wrong in any file; empty when all may go out."""
        found = [
            f"{name}: {problem}"
            for name, entry in self._entries.items()
            for problem in entry.problems(self._languages)
        ]
        for language in self._languages:
            wordings = [e.wordings[language] for e in self._entries.values() if language in e.wordings]
            found += (f"{language}: {problem}" for problem in problems_of_passage(wordings, language))
        return found


def _read(path: Path) -> CatalogEntry:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        wordings = {language: Template(text) for language, text in content.pop("text").items()}
        return CatalogEntry(wordings=wordings, longest=content.pop("slots", {}), **content)
    except Exception as wrong:
        wrong.add_note(f"while reading {path}")  # the parser's own words name a line but no file
        raise
