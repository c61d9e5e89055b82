"""What the family is asked about its idea, and what the class reads of it. Pure."""

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.messages.text_to_send import clean_body
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.wording_check import carrier_words_offered
from app.tips.ideas.idea import Words
from app.tips.wording import where_it_is_free

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
    words: Words,
    credit: Words,
    *,
    first_from: str | None = None,
    owes_answer: bool = False,
    catalog: Catalog,
) -> dict[str, str]:
    """By language, what a family of the class reads; a phone's first text ever says who is texting.

    One that owes an answer elsewhere is not told to reply "1".
    """
    bodies = {}
    for language in family_languages():
        if language not in words:
            continue
        said = _with_credit(words[language], credit.get(language, ""), language, catalog)
        if first_from is not None:
            bodies[language] = catalog.wording(_FIRST, language).fill(words=said, school=first_from)
        elif invites_answer(words) and not owes_answer:
            bodies[language] = where_it_is_free(said, language, catalog)
        else:
            bodies[language] = said
    return bodies


def invites_answer(words: Words) -> bool:
    """Whether a family may answer "1, we tried it": not where the idea ends with a question of its own."""
    return not any(said.rstrip().endswith("?") for said in words.values())


def _with_credit(words: str, credit: str, language: str, catalog: Catalog) -> str:
    if credit:
        return catalog.wording(_NAMED, language).fill(words=words, credit=credit)
    return catalog.wording(_UNNAMED, language).fill(words=words)
