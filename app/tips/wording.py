"""What one phone reads when a tip reaches it: the children's names, and once how to answer and how to get fewer."""

import re
from collections.abc import Mapping, Sequence

from babel.lists import format_list

from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.segments import measure
from app.tips.curriculum import Step
from app.tips.track import Tip

TRIED = "tips_tried"
_FIRST, _FIRST_UNASKED = "tips_first", "tips_first_unasked"

_OR_TURNS = {"es": re.compile(r" o (?=[hH]?[oóOÓ])")}
"""Spanish says "Ana u Óscar"."""
_AND_TURNS = {"es": re.compile(r" y (?=[hH]?[iIíÍ](?!e))")}
"""Spanish says "Ana e Isabel"."""


def bodies(
    tip: Tip,
    children: Sequence[str],
    school: School,
    *,
    is_first: bool = False,
    owes_answer: bool = False,
    catalog: Catalog,
) -> dict[str, str]:
    """By language, the text for a phone that reads it; one that owes an answer elsewhere is not told to reply "1"."""
    said = _said(tip, children)
    if is_first:
        name = _FIRST_UNASKED if owes_answer else _FIRST
        return {
            language: catalog.wording(name, language).fill(words=words, school=school.name)
            for language, words in said.items()
        }
    if owes_answer or not invites_answer(tip):
        return said
    return {language: where_it_is_free(words, language, catalog) for language, words in said.items()}


def for_readers(texts: Mapping[str, str], language: str | None) -> str:
    """The one text, or all of them for a phone of which nobody knows what is read there."""
    return texts[language] if language else "\n".join(texts.values())


def names_in(language: str, names: Sequence[str]) -> str:
    """The children joined by "or": with "and", a sentence that was written about one child would need other verbs."""
    said = str(format_list([*names], style="or", locale=language))
    return _OR_TURNS[language].sub(" u ", said) if language in _OR_TURNS else said


def all_names_in(language: str, names: Sequence[str]) -> str:
    """The children joined by "and"."""
    said = str(format_list([*names], style="standard", locale=language))
    return _AND_TURNS[language].sub(" e ", said) if language in _AND_TURNS else said


def invites_answer(tip: Tip) -> bool:
    """Whether a family may answer "1, we tried it": where there is something to do and no other question."""
    return tip.step is not Step.FACT and not tip.asks


def where_it_is_free(said: str, language: str, catalog: Catalog) -> str:
    """The words with the invitation to answer "1", unless that costs a further segment."""
    invited = catalog.wording(TRIED, language).fill(words=said)
    return invited if measure(invited).segments == measure(said).segments else said


def _said(tip: Tip, children: Sequence[str]) -> dict[str, str]:
    said = {}
    for language in family_languages():
        wording = tip.wording(language)
        assert wording is not None  # noqa: S101 - a tip that lacks a language is not sent to anybody
        template = wording.template
        said[language] = template.fill(**dict.fromkeys(template.slots, names_in(language, children)))
    return said
