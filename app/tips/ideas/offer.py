"""A family's idea becomes words for the class: offered, asked for, worded anew and approved by staff."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.messages.message import Direction, Message
from app.messages.thread import Thread
from app.roster.section import Section
from app.schools.school import School
from app.sms.catalog import Catalog
from app.staff.staff_member import StaffMember
from app.tips.ideas.author import author_of
from app.tips.ideas.consent import ask_consent, settle, withdraw_question
from app.tips.ideas.idea import Consent, FamilyIdea, Words
from app.tips.ideas.words import clean_words


@dataclass(frozen=True)
class ForClass:
    """The class that an idea is for, and the inbox in whose conversations its families read it."""

    section: Section
    inbox_id: int


def offer_idea(
    session: Session,
    school: School,
    message: Message,
    to: ForClass,
    words: Words,
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> FamilyIdea:
    """The family has been asked whether these words may go to the class; nothing goes before it agrees.

    Raises Conflict for a text that was offered before, Invalid for words that lack a language or cannot be sent.
    """
    if message.direction is not Direction.IN:
        raise Invalid(_l("Only what a family wrote can be offered as its idea."))
    if find_idea_of(session, message) is not None:
        raise Conflict(_l("This idea has been offered already."))
    thread = _lock_thread(session, message.id)
    cleaned = clean_words(words)
    idea = FamilyIdea(
        school_id=school.id,
        section_id=to.section.id,
        inbox_id=to.inbox_id,
        phone_number_id=message.phone_number_id,
        message_id=message.id,
        offered_by=by.id,
        offered_at=now,
        words=cleaned,
        approved_by={language: by.id for language in cleaned if language in by.languages},
    )
    _ask(session, school, thread, idea, by=by, catalog=catalog, now=now)
    return idea


def reword_idea(
    session: Session,
    school: School,
    idea_id: int,
    words: Words,
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> FamilyIdea:
    """Whoever changed a language that they read stands by it; what the family can read it is asked about anew."""
    thread, idea = lock_idea(session, school, idea_id)
    refuse_unless_open(idea)
    cleaned = clean_words(words)
    changed = {language for language, said in cleaned.items() if said != idea.words.get(language)}
    kept = {language: who for language, who in idea.approved_by.items() if language not in changed}
    idea.approved_by = kept | {language: by.id for language in changed if language in by.languages}
    idea.words = cleaned
    if changed & set(idea.asked_words):
        _ask(session, school, thread, idea, by=by, catalog=catalog, now=now)
    session.flush()
    return idea


def ask_again(
    session: Session, school: School, idea_id: int, *, by: StaffMember, catalog: Catalog, now: datetime
) -> FamilyIdea:
    """The family that has not answered is asked once more; how it may be named is looked up anew."""
    thread, idea = lock_idea(session, school, idea_id)
    refuse_unless_open(idea)
    if idea.answer is not None:
        raise Conflict(_l("The family has answered already."))
    _ask(session, school, thread, idea, by=by, catalog=catalog, now=now)
    return idea


def read_as_answer(
    session: Session,
    school: School,
    idea_id: int,
    message_id: int,
    consent: Consent,
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> FamilyIdea:
    """A person has read this text of the family as its answer; raises Conflict where it can be none."""
    thread, idea = lock_idea(session, school, idea_id)
    refuse_unless_open(idea)
    text = session.get(Message, message_id)
    if text is None or text.direction is not Direction.IN or text.thread_id != thread.id:
        raise NotFound(_l("There is no such text."))
    if idea.answer is not None or text.id < idea.question_message_id:
        raise Conflict(_l("The family has answered already."))
    if consent is Consent.WITH_NAME and not idea.credit:
        raise Invalid(_l("This idea was offered to be shared without a name alone."))
    withdraw_question(session, idea, now=now)
    settle(session, school, thread, idea, consent, text.id, by=by, catalog=catalog, now=now)
    return idea


def approve_idea(
    session: Session, school: School, idea_id: int, language: str, *, by: StaffMember
) -> FamilyIdea:
    """Somebody who reads the language stands by its words. Raises Forbidden for those who do not say that they do."""
    _, idea = lock_idea(session, school, idea_id)
    refuse_unless_open(idea)
    if language not in idea.words:
        raise NotFound(_l("Nobody has written this text in that language yet."))
    if language not in by.languages:
        raise Forbidden(_l("Somebody who reads that language should approve these words."))
    idea.approved_by = {**idea.approved_by, language: by.id}
    session.flush()
    return idea


def get_idea(session: Session, school: School, idea_id: int) -> FamilyIdea:
    """Raises NotFound; who may see it is the caller's question."""
    idea = session.scalar(
        select(FamilyIdea).where(FamilyIdea.id == idea_id, FamilyIdea.school_id == school.id)
    )
    if idea is None:
        raise NotFound(_l("There is no such idea."))
    return idea


def find_idea_of(session: Session, message: Message) -> FamilyIdea | None:
    """The idea that this text was offered as."""
    return session.scalar(select(FamilyIdea).where(FamilyIdea.message_id == message.id))


def _ask(
    session: Session,
    school: School,
    thread: Thread,
    idea: FamilyIdea,
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> None:
    """How the family may be named is looked up anew each time: another home may have come to be known."""
    idea.credit = dict(author_of(session, school, idea, catalog=catalog).credit)
    ask_consent(session, school, thread, idea, by=by, catalog=catalog, now=now)


def lock_idea(session: Session, school: School, idea_id: int) -> tuple[Thread, FamilyIdea]:
    """The conversation first, as a text of the family does that answers at the same moment."""
    idea = get_idea(session, school, idea_id)
    thread = _lock_thread(session, idea.message_id)
    session.refresh(idea, with_for_update=True)
    return thread, idea


def _lock_thread(session: Session, message_id: int) -> Thread:
    """That in which the family's text stands now: it may have come over from another inbox."""
    place = select(Message.thread_id).where(Message.id == message_id).scalar_subquery()
    return session.scalars(select(Thread).where(Thread.id == place).with_for_update()).one()


def refuse_unless_open(idea: FamilyIdea) -> None:
    if idea.withdrawn_at is not None:
        raise Conflict(_l("This idea was withdrawn."))
    if idea.released_at is not None:
        raise Conflict(_l("This idea is on its way already."))
    if idea.answer is Consent.REFUSED:
        raise Conflict(_l("The family would rather not share this idea."))
