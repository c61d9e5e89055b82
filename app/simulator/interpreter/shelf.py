"""The glossary's files, read into both directions: our own writing, and data that anybody may add to."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.simulator.interpreter.glossary import Agreement, Glossary, Kind, Reading
from app.simulator.interpreter.verbs import Verb, verb_of

FOLDER = Path(__file__).parent / "glossary"


@dataclass(frozen=True)
class Glossaries:
    """Both directions."""

    into_spanish: Glossary
    into_english: Glossary


@cache
def glossaries() -> Glossaries:
    """Read at the first translation, so that the phones need not wait for it."""
    both = Glossaries(Glossary(), Glossary())
    for name in ("demo", "sentences"):
        for english, spanish in _pairs(_read(name)):
            both.into_spanish.add_sentence(english, spanish)
            both.into_english.add_sentence(spanish, english)
    _add_phrases(both, _read("phrases"))
    _add_words(both, _read("words"))
    for english, spanish in _pairs(_read("verbs")):
        _add_verb(both, verb_of(english, spanish))
    return both


def _add_phrases(both: Glossaries, phrases: dict[str, object]) -> None:
    for english, spanish in _pairs(phrases.pop("spanish")):
        both.into_english.add(spanish, Reading(Kind.WORD, english))
    for english, spanish in _pairs(phrases):
        _add_both(both, english, spanish)


def _add_words(both: Glossaries, words: dict[str, object]) -> None:
    for english, spanish in _pairs(words["determiners"]):
        _add_agreeing(both, english, tuple(spanish.split()), Kind.DETERMINER)
    for english, spanish in _pairs(words["adjectives"]):
        _add_agreeing(both, english, _four_forms(spanish), Kind.ADJECTIVE)
    for english, spanish in _pairs(words["states"]):
        _add_agreeing(both, english, _four_forms(spanish), Kind.STATE)
    for english, spanish in _pairs(words["nouns"]):
        _add_noun(both, english, spanish)
    for english, spanish in _pairs(words["other"]):
        _add_both(both, english, spanish)


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _pairs(section: object) -> Iterator[tuple[str, str]]:
    """Every English entry with each of its Spanish ones, whatever headings they stand under."""
    assert isinstance(section, dict)  # noqa: S101 - our own file
    for english, spanish in section.items():
        if isinstance(spanish, dict):
            yield from _pairs(spanish)
        else:
            for one in [spanish] if isinstance(spanish, str) else spanish:
                yield english, one


def _add_both(both: Glossaries, english: str, spanish: str) -> None:
    both.into_spanish.add(english, Reading(Kind.WORD, spanish))
    both.into_english.add(spanish, Reading(Kind.WORD, english))


def _add_agreeing(both: Glossaries, english: str, forms: tuple[str, ...], kind: Kind) -> None:
    both.into_spanish.add(english, Reading(kind, forms[0], forms=forms))
    for number, form in enumerate(forms):
        agreement = Agreement(is_feminine=number % 2 == 1, is_plural=number > 1)
        both.into_english.add(form, Reading(kind, english, agreement))


def _four_forms(spanish: str) -> tuple[str, ...]:
    if " " in spanish:
        return (spanish,) * 4
    if spanish.endswith("o"):
        stem = spanish[:-1]
        return spanish, stem + "a", spanish + "s", stem + "as"
    if spanish.endswith("or"):
        return spanish, spanish + "a", spanish + "es", spanish + "as"
    several = spanish_plural(spanish)
    return spanish, spanish, several, several


def _add_noun(both: Glossaries, english: str, spanish: str) -> None:
    """A noun stands in the file with its article, as one learns it: "la casa"."""
    article, _, noun = spanish.partition(" ")
    agreement = Agreement(article in {"la", "las"}, article in {"los", "las"})
    both.into_spanish.add(english, Reading(Kind.NOUN, noun, agreement))
    both.into_english.add(noun, Reading(Kind.NOUN, english, agreement))
    if not agreement.is_plural:
        several = Agreement(agreement.is_feminine, is_plural=True)
        both.into_spanish.add(english_plural(english), Reading(Kind.NOUN, spanish_plural(noun), several))
        both.into_english.add(spanish_plural(noun), Reading(Kind.NOUN, english_plural(english), several))


def english_plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def spanish_plural(noun: str) -> str:
    first, gap, rest = noun.partition(" ")
    if first[-1] in "aeiouáéó":
        several = first + "s"
    elif first.endswith("ión"):
        several = first[:-2] + "ones"
    elif first.endswith("z"):
        several = first[:-1] + "ces"
    else:
        several = first if first.endswith("s") else first + "es"
    return several + gap + rest


def _add_verb(both: Glossaries, verb: Verb) -> None:
    for form, word in verb.english_words():
        both.into_spanish.add(word, Reading(Kind.VERB, word, verb=verb, verb_form=form))
    for form, word in verb.spanish_words():
        both.into_english.add(word, Reading(Kind.VERB, word, verb=verb, verb_form=form))
