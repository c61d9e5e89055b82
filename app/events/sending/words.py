"""The words that stand within the texts of an event: what a school helps with, and what families bring to a potluck."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from app.events.guest import Dish
from app.events.reading.reply import Need
from app.sms.catalog import DEFAULT_DIRECTORY
from app.sms.languages import family_languages

WORDS_DIRECTORY = DEFAULT_DIRECTORY / "events"


@dataclass(frozen=True)
class EventWords:
    """Each need and each dish, in the words of every language that families read."""

    needs: Mapping[str, Mapping[str, str]]
    dishes: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, directory: Path = WORDS_DIRECTORY) -> Self:
        content = tomllib.loads((directory / "words.toml").read_text(encoding="utf-8"))
        return cls(needs=content["needs"], dishes=content["dishes"])

    def need(self, need: Need, language: str) -> str:
        return self.needs[need][language]

    def dish(self, dish: Dish, language: str) -> str:
        return self.dishes[dish][language]

    def problems(self) -> list[str]:
        """One sentence for everything that is missing; empty when all may be said."""
        return [*_missing("needs", Need, self.needs), *_missing("dishes", Dish, self.dishes)]


@cache
def event_words() -> EventWords:
    """Those that are shipped, read once."""
    return EventWords.load()


def _missing(table: str, kind: type[StrEnum], words: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for member in kind:
        for language in family_languages():
            if not words.get(member, {}).get(language, "").strip():
                yield f"words: {table}.{member} has no words in {language!r}"
