"""Ten thousand texts cost what the provider's published calculator says; `python -m scripts.calculator` asks it."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from app.sms.encoding import Encoding
from app.sms.segments import measure
from tests.sms.generated_texts import fingerprint, generated_texts, younger_texts

RECORDED = json.loads((Path(__file__).parent / "calculator_counts.json").read_text("utf-8"))


class Count(NamedTuple):
    """What is known of one text; the calculator counts characters only where the alphabet is UCS2."""

    encoding: Encoding
    segments: int
    units: int
    characters: int


def recorded(texts: list[str], name: str) -> list[tuple[str, Count]]:
    """The texts, each with what the calculator said of it."""
    assert fingerprint(texts) == RECORDED[name]["sha256"], "other texts than were counted: count them again"
    words = [word for line in RECORDED[name]["counts"] for word in line.split()]
    return [(text, read(word)) for text, word in zip(texts, words, strict=True)]


def read(word: str) -> Count:
    """`g2:161` is GSM7 in two segments of 161 septets; `u1:9:7` UCS2 in one, nine units for seven characters."""
    segments, units, *characters = map(int, word[1:].split(":"))
    encoding = {"g": Encoding.GSM7, "u": Encoding.UCS2}[word[0]]
    return Count(encoding, segments, units, *(characters or [units]))


def ours(text: str) -> Count:
    found = measure(text)
    characters = found.units if found.encoding is Encoding.GSM7 else found.characters
    return Count(found.encoding, found.segments, found.units, characters)


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, Count]]:
    return recorded(generated_texts(RECORDED["seed"], 10_000), "texts")


def test_ten_thousand_texts_cost_what_the_published_calculator_says(texts: list[tuple[str, Count]]) -> None:
    differences = [(text, ours(text), theirs) for text, theirs in texts if ours(text) != theirs]
    assert differences == []


def test_the_texts_are_of_every_size_in_both_alphabets(texts: list[tuple[str, Count]]) -> None:
    sizes = [(count.encoding, min(count.segments, 5)) for _, count in texts]
    assert min(sizes.count((encoding, n)) for encoding in Encoding for n in range(1, 6)) > 100


def test_a_character_that_the_calculator_is_too_old_to_know_is_never_counted_too_cheap() -> None:
    """The calculator divides by Unicode 10, of 2017, and cuts through characters that are younger.

    We divide as today's phones do, so that nothing is shown in halves. At the end of a segment that may cost one more.
    """
    for text, theirs in recorded(younger_texts(RECORDED["seed"], 1_000), "younger"):
        found = ours(text)
        assert (found.encoding, found.units) == (theirs.encoding, theirs.units), repr(text)
        assert theirs.segments <= found.segments <= theirs.segments + 1, repr(text)
