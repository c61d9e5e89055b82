"""A school's own phrases, beside those that come with Puente."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.i18n import _l, language_word
from app.interpreting.school_phrase import SchoolPhrase
from app.messages.text_to_send import clean_body
from app.schools.school import School
from app.sms.languages import family_languages
from app.sms.phrase_bank import Phrase, PhraseBank, Slot
from app.sms.segments import measure
from app.sms.template import Template
from app.sms.wording_check import carrier_words_offered
from app.staff.staff_member import StaffMember

OWN = "school."
"""What the ids of a school's own phrases begin with."""


def phrases_of_school(session: Session, school: School, bank: PhraseBank) -> list[Phrase]:
    """What the school has added and not retired, the oldest first; slots mean what they mean in the bank."""
    slots = {name: slot for phrase in bank.phrases for name, slot in phrase.slots.items()}
    topics = {topic.id: topic for topic in bank.topics}
    rows = session.scalars(
        select(SchoolPhrase)
        .where(SchoolPhrase.school_id == school.id, SchoolPhrase.retired_at.is_(None))
        .order_by(SchoolPhrase.id)
    )
    return [
        Phrase(
            f"{OWN}{row.id}",
            topics.get(row.topic),
            wordings := {language: Template(text) for language, text in row.wordings.items()},
            {name: slots[name] for wording in wordings.values() for name in wording.slots if name in slots},
        )
        for row in rows
    ]


def add_phrase(
    session: Session,
    school: School,
    topic: str,
    wordings: Mapping[str, str],
    *,
    bank: PhraseBank,
    by: StaffMember,
    now: datetime,
) -> SchoolPhrase:
    """The school offers this phrase too, and trusts it like those that come with Puente.

    Raises Forbidden for somebody who does not read every one of its languages, and Invalid, in words for the writer,
    for what the bank would not take: a language missing, other slots than its neighbour, too many segments.
    """
    if not by.languages.issuperset(family_languages()):
        raise Forbidden(_l("Only somebody who reads every language of the families can add a phrase."))
    for language in family_languages():
        if not wordings.get(language, "").strip():
            word = language_word(language, by.language)
            raise Invalid(_l("Write the phrase in %(language)s too."), language=word)
    words = {language: clean_body(wordings[language]) for language in family_languages()}
    known_slots = {name: slot for phrase in bank.phrases for name, slot in phrase.slots.items()}
    templates = {language: Template(text) for language, text in words.items()}
    for language, template in templates.items():
        _refuse_other_slots(template, next(iter(templates.values())), known_slots, language, by)
        _refuse_too_much(template, known_slots, language, bank, by)
    phrase = SchoolPhrase(
        school_id=school.id,
        topic=topic if topic in {known.id for known in bank.topics} else "",
        wordings=words,
        made_by=by.id,
        created_at=now,
    )
    session.add(phrase)
    session.flush()
    return phrase


def retire_phrase(
    session: Session, school: School, phrase_id: int, *, by: StaffMember, now: datetime
) -> None:
    """It is offered no more; texts that went out with it stay as they are. Raises NotFound, and Forbidden as above."""
    if not by.languages.issuperset(family_languages()):
        raise Forbidden(_l("Only somebody who reads every language of the families can take a phrase out."))
    row = session.scalar(
        select(SchoolPhrase).where(SchoolPhrase.id == phrase_id, SchoolPhrase.school_id == school.id)
    )
    if row is None:
        raise NotFound(_l("There is no such phrase."))
    row.retired_at = row.retired_at or now
    session.flush()


def _refuse_other_slots(
    template: Template, first: Template, known: Mapping[str, Slot], language: str, by: StaffMember
) -> None:
    for slot in template.slots:
        if slot not in known:
            raise Invalid(
                _l("Nobody knows what belongs into {%(slot)s}. Use one of these: %(slots)s"),
                slot=slot,
                slots=", ".join(f"{{{name}}}" for name in known),
            )
    uneven = set(template.slots) ^ set(first.slots)
    if uneven:
        raise Invalid(
            _l("Every language needs the same places to fill. Look at {%(slot)s} in %(language)s."),
            slot=min(uneven),
            language=language_word(language, by.language),
        )


def _refuse_too_much(
    template: Template, known: Mapping[str, Slot], language: str, bank: PhraseBank, by: StaffMember
) -> None:
    longest = {slot: known[slot].longest_in(language) or "" for slot in template.slots}
    segments, budget = measure(template.fill(**longest)).segments, bank.budget[language]
    word = language_word(language, by.language)
    if segments > budget:
        raise Invalid(
            _l("In %(language)s this takes up to %(segments)s segments, and a phrase may take %(budget)s."),
            language=word,
            segments=segments,
            budget=budget,
        )
    for offered in carrier_words_offered(template.text):
        raise Invalid(
            _l("“%(word)s” means something to the phone company, so it cannot be an answer."), word=offered
        )
