"""What one phone reads when a tip reaches it: the children's names, and once how to answer and how to get fewer."""

from collections.abc import Mapping, Sequence

from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.listed_names import any_of_names
from app.sms.segments import measure
from app.tips.curriculum import Step
from app.tips.track import Tip

TRIED = "tips_tried"
_FIRST, _FIRST_UNASKED = "tips_first", "tips_first_unasked"


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
        said[language] = template.fill(**dict.fromkeys(template.slots, any_of_names(language, children)))
    return said
