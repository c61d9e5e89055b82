"""What grade a school's records mean: "1st", "Grado 1", "01" and "Primero" are one grade. Pure."""

import re
from functools import cache

from app.sms.keywords import normalise

_NAMES = {
    "PK": (
        *("pk", "prek", "prekindergarten", "prekinder", "prek3", "prek4", "pk3", "pk4", "p3", "p4"),
        *("tk", "transitionalkindergarten", "preschool", "preescolar"),
    ),
    "K": ("k", "kg", "kindergarten", "kinder", "kindergarden"),
    "1": ("first", "primero", "primer", "primera"),
    "2": ("second", "segundo", "segunda"),
    "3": ("third", "tercero", "tercer", "tercera"),
    "4": ("fourth", "cuarto", "cuarta"),
    "5": ("fifth", "quinto", "quinta"),
}
_GRADES = {name: grade for grade, names in _NAMES.items() for name in names}
_ORDER = list(_NAMES)
_BESIDE = re.compile(r"\b(?:grade|grado|gr|year|ano|curso)\b|(?<!\d) | (?!\d)")
_NUMBER = re.compile(r"0*([1-9]\d?)(?:st|nd|rd|th|o|a|er|ro|do|to)?")


@cache
def grade_of(written: str) -> str | None:
    """The grade as the bands name it: "PK", "K", "1"; None for what cannot be understood, which is never guessed."""
    word = _BESIDE.sub("", normalise(written))
    numbered = _NUMBER.fullmatch(word)
    return numbered[1] if numbered else _GRADES.get(word)


def age_of(grade: str) -> int:
    """Where a grade stands among the others, the youngest children first."""
    return _ORDER.index(grade) if grade in _ORDER else len(_ORDER)
