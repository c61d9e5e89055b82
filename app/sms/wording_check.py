"""What keeps a wording from going out as promised, in sentences for whoever edits it."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import regex  # type: ignore[import-untyped]

from app.sms.encoding import replacements
from app.sms.keywords import is_carrier_word, read_keyword
from app.sms.reading_level import reading_level
from app.sms.segments import measure
from app.sms.template import Template

MOST_GRADE = 6

# One long word moves so short a text by three grades. It is held to less by itself, and to the sixth grade together
# with all texts of its file or folder.
SHORT_WORDS = 12
MOST_GRADE_OF_SHORT = 8

_FILLED_IN = "Ana"  # what fills a slot is not our wording: it counts as one plain word

# A language whose verbs nobody has added here still has its capitals, quotes and choices looked at.
_ASKS_FOR = (
    r"\b(?:reply|respond|answer|text|type|responda|conteste|escriba|teclee|envíe|mande)"
    r"(?: back| by text| with| con)?(?: the word| la palabra)?"
)
_OFFERED = regex.compile(
    rf"""
    (?P<capitals>\b\p{{Lu}}{{2,}}(?:\ \p{{Lu}}{{2,}})*\b)
    | ["'](?P<quoted>[^"']+)["']
    | (?<!\w)\d\)\s*(?P<choice>[^\d.?!;/]+)
    | (?i:{_ASKS_FOR.replace(" ", "[ ]")})[ ](?P<asked>\p{{L}}+(?:[ ]\p{{L}}+){{0,2}})
    """,
    regex.VERBOSE,
)


def problems_of_wording(
    wording: Template,
    language: str,
    *,
    longest: Mapping[str, str],
    budget: int | None,
    keywords: Collection[str] = (),
) -> Iterator[str]:
    """Curly quotes, too many segments, too hard a text, or a carrier word offered where `keywords` names it not."""
    for found, plain in replacements(wording.text):
        yield f"write {plain!r} instead of {found!r}"
    if budget is None:
        yield "has no segment budget"
    elif (segments := measure(wording.fill(**longest)).segments) > budget:
        yield f"takes up to {segments} segments, budget {budget}"
    for word in carrier_words_offered(wording.text):
        match = read_keyword(word)
        if match is None or match.keyword not in keywords:
            yield f"{word!r} means something to the carrier and cannot be a choice"
    for hard in _too_hard(_as_read(wording), language):
        yield f"reads at {hard}"


def problems_of_passage(wordings: Iterable[Template], language: str) -> Iterator[str]:
    """Too hard a text, where short ones are read together as one passage."""
    for hard in _too_hard("\n".join(map(_as_read, wordings)), language):
        yield f"all texts together read at {hard}"


def _too_hard(text: str, language: str) -> Iterator[str]:
    level = reading_level(text, language)
    if level is None:
        return
    most = MOST_GRADE_OF_SHORT if level.words < SHORT_WORDS else MOST_GRADE
    if level.grade > most:
        yield f"grade {level.grade}, above {most} ({level.formula} {level.score:.1f})"


def carrier_words_offered(text: str) -> list[str]:
    """The carrier words that a text offers as an answer: in capitals, in quotes, as a choice, or after "reply"."""
    found: dict[str, None] = {}
    position = 0
    while offer := _OFFERED.search(text, position):
        position = offer.start() + 1  # what is asked for may be in capitals too: "Reply STOP or HELP"
        kind, words = next((kind, words) for kind, words in offer.groupdict().items() if words)
        found.update(dict.fromkeys(filter(is_carrier_word, _readings(words.strip(" ,:"), kind))))
    return list(found)


def _readings(words: str, kind: str) -> Iterator[str]:
    """The words as a whole, and their beginnings where nothing marks the end."""
    if kind in ("quoted", "choice"):
        yield words
        return
    parts = words.split(" ")
    for end in range(len(parts), 0, -1):
        yield " ".join(parts[:end])


def _as_read(wording: Template) -> str:
    """The words of ours that a family reads: without the name of the school that stands before them."""
    text = wording.text.removeprefix("{school}: ")
    return Template(text).fill(**dict.fromkeys(Template(text).slots, _FILLED_IN))
