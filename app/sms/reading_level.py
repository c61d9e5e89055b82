"""How hard a text is to read, by the published formula of its language.

Both formulas count syllables per word and words per sentence. English needs a dictionary for its syllables; Spanish
spells them. A language without a formula here is not judged.
"""

import re
from bisect import bisect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import syllapy

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
# The number of a choice parts sentences too: nobody reads "1) sick 2) no ride" as one.
_SENTENCE_END = re.compile(r"[.!?…\n]+|(?<!\w)\d\)")

# A syllable has one strong or accented vowel, or weak ones that touch none: ciu-dad, tie-ne, hoy, le-er, dí-a, su-yo.
_SPANISH_NUCLEUS = re.compile(
    r"[aeoáéíóú] | (?<![aeoáéíóú]) (?: [iuü] | y(?![aeiouáéíóúü]) )++ (?![aeoáéíóú])", re.VERBOSE
)


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """What a formula says of a text: its score, and the school grade in which one reads such a text."""

    formula: str
    score: float
    grade: int
    words: int


def reading_level(text: str, language: str) -> ReadingLevel | None:
    """None for a text without words, and in a language of which no formula is known."""
    sentences = [words for part in _SENTENCE_END.split(text) if (words := _WORD.findall(part))]
    formula = _FORMULAS.get(language)
    if formula is None or not sentences:
        return None
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(max(1, formula.syllables(word)) for word in words)
    score = formula.score(syllables / len(words), len(words) / len(sentences))
    return ReadingLevel(formula.name, score, formula.grade(score), len(words))


@dataclass(frozen=True, slots=True)
class _Formula:
    name: str
    syllables: Callable[[str], int]
    score: Callable[[float, float], float]
    grade: Callable[[float], int]


def _english_syllables(word: str) -> int:
    return int(syllapy.count(word))


def _spanish_syllables(word: str) -> int:
    return len(_SPANISH_NUCLEUS.findall(word.casefold()))


# Kincaid et al. 1975. The score is the grade: 6.9 is still the sixth.
def _flesch_kincaid(syllables_per_word: float, words_per_sentence: float) -> float:
    return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59


# Fernández Huerta 1959, with words per sentence where his paper says sentences per hundred words: by the letter,
# longer sentences would make a text easier (Law 2011).
def _fernandez_huerta(syllables_per_word: float, words_per_sentence: float) -> float:
    return 206.84 - 60 * syllables_per_word - 1.02 * words_per_sentence


# His table: 90 and more is the fourth grade, 80 the fifth, 70 the sixth, 60 the seventh or eighth, 50 the years before
# university, less is university. We name the highest grade of each.
_EASE = (30, 50, 60, 70, 80, 90)
_GRADES = (16, 14, 12, 8, 6, 5, 4)

_FORMULAS: Mapping[str, _Formula] = {
    "en": _Formula("Flesch-Kincaid", _english_syllables, _flesch_kincaid, lambda score: max(0, int(score))),
    "es": _Formula(
        "Fernández-Huerta", _spanish_syllables, _fernandez_huerta, lambda ease: _GRADES[bisect(_EASE, ease)]
    ),
}
