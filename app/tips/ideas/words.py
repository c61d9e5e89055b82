"""What the family is asked about its idea, and what the class reads of it. Pure."""

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.messages.text_to_send import clean_body
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.segments import measure
from app.sms.wording_check import carrier_words_offered
from app.tips.ideas.idea import Words
from app.tips.wording import TRIED

LONGEST_IDEA = 300
_NAMED, _UNNAMED, _FIRST = "idea_named", "idea_unnamed", "idea_first"
_CONSENT, _CONSENT_UNNAMED = "idea_consent", "idea_consent_unnamed"


def clean_words(words: Words) -> dict[str, str]:
    """The words as they will leave. Raises Invalid where a language lacks, or for what no family could be sent."""
    cleaned = {}
    for language in family_languages():
        if not words.get(language, "").strip():
            raise Invalid(
                _l("Write the idea in every language: no family is given less because of its language.")
            )
        cleaned[language] = clean_body(words[language])
        if len(cleaned[language]) > LONGEST_IDEA:
            raise Invalid(_l("An idea has at most %(count)s characters."), count=LONGEST_IDEA)
        for word in carrier_words_offered(cleaned[language]):
            raise Invalid(
                _l("%(word)s means something to the phone company. Please use another word."), word=word
            )
    return cleaned


def questions(words: Words, credit: Words, *, teacher: str, catalog: Catalog) -> dict[str, str]:
    """By language, what the family is asked; without a credit it is not offered to be named."""
    asked = {}
    for language in family_languages():
        slots = {"teacher": teacher, "words": words[language]}
        if credit:
            slots["credit"] = credit[language]
        template = catalog.wording(_CONSENT if credit else _CONSENT_UNNAMED, language)
        asked[language] = template.fill(**slots)
    return asked


def idea_bodies(
    words: Words, credit: Words, *, first_from: str | None = None, catalog: Catalog
) -> dict[str, str]:
    """By language, what a family of the class reads; a phone's first text ever says who is texting."""
    return {
        language: _body(words[language], credit.get(language, ""), language, first_from, catalog)
        for language in family_languages()
        if language in words
    }


def invites_answer(words: Words) -> bool:
    """Whether a family may answer "1, we tried it": not where the idea ends with a question of its own."""
    return not any(said.rstrip().endswith("?") for said in words.values())


def _body(words: str, credit: str, language: str, first_from: str | None, catalog: Catalog) -> str:
    if credit:
        said = catalog.wording(_NAMED, language).fill(words=words, credit=credit)
    else:
        said = catalog.wording(_UNNAMED, language).fill(words=words)
    if first_from is not None:
        return catalog.wording(_FIRST, language).fill(words=said, school=first_from)
    invited = catalog.wording(TRIED, language).fill(words=said)
    is_free = invites_answer({language: words}) and measure(invited).segments == measure(said).segments
    return invited if is_free else said
