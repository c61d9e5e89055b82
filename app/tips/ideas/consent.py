"""Asking a family whether its idea may be shared, and hearing what it answers.

Only a number or words that mean one count as consent by themselves; "1, but leave out the part about my work" agrees
to something else, so whatever says more goes to a person, who may read it as an answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consent.standing import standing
from app.foundation.errors import Conflict, Forbidden
from app.foundation.i18n import _l
from app.interpreting.auto_replies import answer_with_wording
from app.interpreting.translation import Maker, Translation
from app.messages.message import Direction, Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.prompts.ask import ask_beside_others
from app.prompts.asked_since import was_asked_since
from app.prompts.prompt import Prompt
from app.prompts.reading import Reading, read_answer
from app.roster.language import known_language_of
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import normalise
from app.sms.languages import family_languages, language_files
from app.staff.staff_member import StaffMember
from app.tips.ideas.idea import Consent, FamilyIdea
from app.tips.ideas.words import questions
from app.tips.wording import for_readers

KIND = "idea_consent"
LIVES = timedelta(days=14)
_THANKS = {
    Consent.WITH_NAME: "idea_thanks_named",
    Consent.WITHOUT_NAME: "idea_thanks_unnamed",
    Consent.REFUSED: "idea_refused",
}


def ask_consent(
    session: Session,
    school: School,
    thread: Thread,
    idea: FamilyIdea,
    *,
    by: StaffMember,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The family is shown the words that it can read and asked for them; what it had said of others counts no more.

    Raises Forbidden for a number that may not be texted, Conflict while the family owes an answer about another idea.
    """
    _refuse_if_stopped(session, school, thread)
    _refuse_if_asked(session, idea, now=now)
    language = known_language_of(session, thread.phone_number_id).worded_in
    texts = questions(idea.words, idea.credit, teacher=by.name, catalog=catalog)
    question = enqueue(
        session,
        school,
        thread,
        for_readers(texts, language),
        kind=MessageKind.REPLY,
        author=by,
        language=language,
        now=now,
    )
    if language is not None:
        others = [other for other in family_languages() if other != language]
        session.add_all(_beside(question, other, texts[other], now=now) for other in others)
    idea.asked_at, idea.question_message_id = now, question.id
    idea.asked_words = {language: idea.words[language]} if language else dict(idea.words)
    idea.answer = idea.answered_at = idea.answer_message_id = idea.read_by = None
    session.add(idea)  # only now: it is not kept without its question
    session.flush()
    ask_beside_others(
        session,
        thread,
        KIND,
        {"idea": idea.id, "choices": [choice.value for choice in _choices(idea)]},
        question=question,
        until=now + LIVES,
        replaces=lambda older: (older.asked or {}).get("idea") == idea.id,
        now=now,
    )


def withdraw_question(session: Session, idea: FamilyIdea, *, now: datetime) -> None:
    """No text of the family is taken for an answer about this idea any more."""
    for prompt in _live(session, idea.phone_number_id, now=now):
        if (prompt.asked or {}).get("idea") == idea.id:
            prompt.cancelled_at = now


def read_consent(
    session: Session, prompt: Prompt, body: str, now: datetime, *, catalog: Catalog
) -> Reading | None:
    """A clean choice answers; anything that takes none is an ordinary text.

    One with further words may answer, and a person decides; so may one after somebody else has asked something here.
    """
    choices = [Consent(value) for value in (prompt.asked or {}).get("choices", ())]
    reading = read_answer(body, [catalog.answers(_THANKS[choice]) for choice in choices])
    if reading is None or reading.choice is None:
        return None
    is_clean = (not reading.note or _is_courtesy(reading.note)) and not was_asked_since(session, prompt, now)
    said = choices[reading.choice - 1]
    return replace(reading, choice=None, said=said, closes=is_clean, needs_person=not is_clean)


def take_consent(session: Session, answer: Answer, now: datetime, *, catalog: Catalog) -> None:
    """The family has agreed, or would rather not, and is thanked for either."""
    if not answer.closes or not isinstance(answer.reading.said, Consent) or answer.message_id is None:
        return
    prompt = answer.prompt
    idea_id = (prompt.asked or {}).get("idea")
    idea = session.scalars(select(FamilyIdea).where(FamilyIdea.id == idea_id).with_for_update()).one()
    school, thread = session.get_one(School, idea.school_id), session.get_one(Thread, prompt.thread_id)
    if not idea.is_open or prompt.question_message_id != idea.question_message_id:
        return
    settle(session, school, thread, idea, answer.reading.said, answer.message_id, catalog=catalog, now=now)


def settle(
    session: Session,
    school: School,
    thread: Thread,
    idea: FamilyIdea,
    consent: Consent,
    message_id: int,
    *,
    by: StaffMember | None = None,
    catalog: Catalog,
    now: datetime,
) -> None:
    """That text is the family's answer; `by` has read it as one where it was not a plain number."""
    idea.answer, idea.answered_at, idea.answer_message_id = consent, now, message_id
    idea.read_by = by.id if by else None
    language = known_language_of(session, thread.phone_number_id).language
    credit = idea.credit.get(language or "") or " / ".join(idea.credit.values())
    session.flush()
    answer_with_wording(session, school, thread, _THANKS[consent], catalog=catalog, now=now, credit=credit)


def possible_answers(session: Session, idea: FamilyIdea, *, limit: int = 3) -> list[Message]:
    """What the family has written since it was asked, the newest first, while its answer is not known."""
    if idea.answer is not None or not idea.is_open:
        return []
    question = session.get_one(Message, idea.question_message_id)
    return list(
        session.scalars(
            select(Message)
            .where(
                Message.thread_id == question.thread_id,
                Message.id > question.id,
                Message.direction == Direction.IN,
            )
            .order_by(Message.id.desc())
            .limit(limit)
        )
    )


def _choices(idea: FamilyIdea) -> Sequence[Consent]:
    """As they are numbered."""
    return [consent for consent in Consent if consent is not Consent.WITH_NAME or idea.credit]


def _refuse_if_stopped(session: Session, school: School, thread: Thread) -> None:
    known = standing(session, school, session.get_one(PhoneNumber, thread.phone_number_id).e164)
    if known.opt_out is not None:
        raise Forbidden(_l("This family asked not to be texted. Please call instead."))
    if known.review is not None:
        raise Forbidden(_l("Decide first whether this family asked to stop. Nothing is sent until then."))
    if thread.line_id in known.blocked_lines:
        raise Forbidden(_l("The carrier blocks texts from this line to this number. Please call instead."))


def _refuse_if_asked(session: Session, idea: FamilyIdea, *, now: datetime) -> None:
    if any((p.asked or {}).get("idea") != idea.id for p in _live(session, idea.phone_number_id, now=now)):
        raise Conflict(_l("This family has not answered about another idea of theirs yet."))


def _live(session: Session, phone_number_id: int, *, now: datetime) -> Sequence[Prompt]:
    return session.scalars(
        select(Prompt).where(
            Prompt.phone_number_id == phone_number_id,
            Prompt.kind == KIND,
            Prompt.answered_at.is_(None),
            Prompt.cancelled_at.is_(None),
            Prompt.expires_at > now,
        )
    ).all()


def _beside(message: Message, language: str, body: str, *, now: datetime) -> Translation:
    return Translation(
        school_id=message.school_id,
        message_id=message.id,
        language=language,
        body=body,
        maker=Maker.PHRASE,
        made_at=now,
    )


def _is_courtesy(note: str) -> bool:
    """Nothing but "please" or "thank you", which agrees to nothing else."""
    polite = {normalise(words) for spoken in language_files() for words in spoken.courtesy}
    return normalise(note) in polite
