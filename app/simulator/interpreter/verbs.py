"""Verbs of both languages: regular ones from their infinitives, the others as the glossary spells them out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class VerbForm(StrEnum):
    """Who does it and when; the first four are all that English tells apart."""

    BASE = "base"
    THIRD = "third"
    PAST = "past"
    GERUND = "gerund"
    PARTICIPLE = "participle"
    INFINITIVE = "infinitive"
    YO = "yo"
    TU = "tú"
    USTED = "usted"
    NOSOTROS = "nosotros"
    ELLOS = "ellos"
    YO_PAST = "yo past"
    USTED_PAST = "usted past"
    NOSOTROS_PAST = "nosotros past"
    ELLOS_PAST = "ellos past"
    COMMAND = "command"


ENGLISH_FORMS = (VerbForm.BASE, VerbForm.THIRD, VerbForm.PAST, VerbForm.GERUND)
SPANISH_FORMS = (
    VerbForm.INFINITIVE,
    VerbForm.YO,
    VerbForm.USTED,
    VerbForm.NOSOTROS,
    VerbForm.ELLOS,
    VerbForm.YO_PAST,
    VerbForm.USTED_PAST,
    VerbForm.ELLOS_PAST,
    VerbForm.GERUND,
    VerbForm.COMMAND,
)
"""In the order in which the glossary spells out an irregular one."""

_ENDINGS = {
    "ar": ("o", "a", "amos", "an", "é", "ó", "aron", "ando", "e"),
    "er": ("o", "e", "emos", "en", "í", "ió", "ieron", "iendo", "a"),
    "ir": ("o", "e", "imos", "en", "í", "ió", "ieron", "iendo", "a"),
}
_IRREGULARLY_DONE = {
    "hacer": "hecho", "decir": "dicho", "ver": "visto", "poner": "puesto", "escribir": "escrito", "abrir": "abierto",
    "volver": "vuelto", "devolver": "devuelto", "resolver": "resuelto", "ir": "ido",
}  # fmt: skip
_BEFORE_E = {"c": "qu", "g": "gu", "z": "c"}


@dataclass(frozen=True)
class Verb:
    """One verb in both languages."""

    english: dict[VerbForm, str]
    spanish: dict[VerbForm, str]

    def english_words(self) -> Iterator[tuple[VerbForm, str]]:
        return iter(self.english.items())

    def spanish_words(self) -> Iterator[tuple[VerbForm, str]]:
        return iter(self.spanish.items())


def verb_of(english: str, spanish: str) -> Verb:
    """Of an entry: one word for a regular verb, else all forms; parts of one form hang together by underscores."""
    theirs = spanish.split()
    forms = dict(zip(SPANISH_FORMS, theirs if len(theirs) > 1 else _conjugated(spanish), strict=True))
    forms[VerbForm.TU] = forms[VerbForm.USTED] + "s"
    forms[VerbForm.NOSOTROS_PAST] = _we_did(forms[VerbForm.ELLOS_PAST])
    forms[VerbForm.PARTICIPLE] = _done(forms[VerbForm.INFINITIVE], forms[VerbForm.GERUND])
    ours = english.split()
    words = ours if len(ours) > 1 else _inflected(english)
    return Verb(
        {form: word.replace("_", " ") for form, word in zip(ENGLISH_FORMS, words, strict=True)},
        {form: word.replace("_", " ") for form, word in forms.items()},
    )


def _conjugated(infinitive: str) -> list[str]:
    stem, ending = infinitive[:-2], infinitive[-2:]
    soft = stem[:-1] + _BEFORE_E.get(stem[-1], stem[-1]) if ending == "ar" else stem
    yo_past, command = 4, 8
    return [infinitive] + [
        (soft if number in {yo_past, command} else stem) + end for number, end in enumerate(_ENDINGS[ending])
    ]


def _we_did(they_did: str) -> str:
    for theirs, ours in (("aron", "amos"), ("yeron", "ímos"), ("ieron", "imos"), ("eron", "imos")):
        if they_did.endswith(theirs):
            return they_did.removesuffix(theirs) + ours
    return they_did


def _done(infinitive: str, doing: str) -> str:
    for theirs, ours in (("ando", "ado"), ("yendo", "ído"), ("iendo", "ido")):
        if doing.endswith(theirs):
            return _IRREGULARLY_DONE.get(infinitive, doing.removesuffix(theirs) + ours)
    return doing


def _inflected(base: str) -> list[str]:
    verb, gap, rest = base.partition("_")
    stem = verb.removesuffix("e")
    if verb.endswith("y") and verb[-2] not in "aeiou":
        forms = [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    else:
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        forms = [verb, third, stem + "ed", (verb if verb.endswith("ee") else stem) + "ing"]
    return [form + gap + rest for form in forms]
