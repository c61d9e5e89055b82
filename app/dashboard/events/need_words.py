"""The kind sentences that staff begin with when they tell a family about something it needs."""

import tomllib
from collections.abc import Mapping
from functools import cache

from app.events.reading.reply import Need
from app.events.sending.words import WORDS_DIRECTORY

_Sentences = Mapping[str, Mapping[str, Mapping[str, str]]]


def words_if_met(need: Need) -> dict[str, str]:
    """By language: that it is arranged."""
    return dict(_sentences()["met"][need.value])


def words_if_not_met(need: Need) -> dict[str, str]:
    """By language: that it could not be arranged, and what may help all the same."""
    return dict(_sentences()["not_met"][need.value])


@cache
def _sentences() -> _Sentences:
    content: _Sentences = tomllib.loads((WORDS_DIRECTORY / "need_words.toml").read_text(encoding="utf-8"))
    return content
