"""The language that a family reads: asked once by text where nobody knows it, and changed by its name as a keyword."""

from dataclasses import replace
from datetime import datetime, timedelta

from babel.lists import format_list
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.consent.standing import standing
from app.foundation.i18n import language_name
from app.inbox.route import Sender
from app.interpreting.auto_replies import answer_with_wording
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.answer import Answer, read_numbered, take_answer
from app.prompts.ask import Choice, ask, live_prompts
from app.prompts.prompt import Prompt
from app.prompts.reading import Reading
from app.roster.language import confirm_language, mark_language_asked
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import is_courtesy
from app.sms.languages import language_files

KIND = "language"
LIVES = timedelta(days=3)


def may_ask_now(session: Session, sender: Sender, thread_id: int, e164: str, *, now: datetime) -> bool:
    """Whether this unit of work is the one that asks the phone, which then counts as asked.

    It waits while another question is open on the line that would ask; and a number that may not be texted is not
    asked either, but will be when it wants texts again.
    """
    school = session.get_one(School, sender.school_id)
    if not standing(session, school, e164).may_be_texted:
        return False
    line_id = session.scalars(select(Thread.line_id).where(Thread.id == thread_id)).one()
    if any(not p.gives_way for p in live_prompts(session, sender.phone_number_id, line_id, now=now)):
        return False
    return mark_language_asked(session, sender.phone_number_id, now=now)


def ask_which_language(
    session: Session, school: School, thread: Thread, *, catalog: Catalog, now: datetime
) -> None:
    """The family has been asked, in every language at once."""
    listed = " ".join(
        f"{number}) {language_name(spoken.language, spoken.language)}"
        for number, spoken in enumerate(language_files(), 1)
    )
    question = answer_with_wording(
        session, school, thread, "language_question", catalog=catalog, now=now, choices=listed
    )
    await_choice(session, thread, question, now=now)


def await_choice(session: Session, thread: Thread, question: Message | None, *, now: datetime) -> None:
    """That text has asked for the language, so the family's number or word is an answer to it."""
    if question is not None:
        choices = [Choice(spoken.language, spoken.this_language_when_asked) for spoken in language_files()]
        ask(session, thread, KIND, choices, question=question, lives=LIVES, now=now)


def read_choice(session: Session, prompt: Prompt, body: str, now: datetime) -> Reading | None:
    """A choice, unless it is no answer at all: "2 of my kids are ill" chooses no language, "2 por favor" does."""
    reading = read_numbered(session, prompt, body, now)
    if reading is None or not is_courtesy(reading.note):
        return None
    return replace(reading, needs_person=bool(reading.note))


def take_choice(session: Session, answer: Answer, now: datetime, *, catalog: Catalog) -> None:
    """The family has answered the question: from now on it is texted in that language, and has been told so in it."""
    school = session.get_one(School, answer.prompt.school_id)
    thread = session.get_one(Thread, answer.prompt.thread_id)
    _set_language(session, school, thread, str(answer.value), catalog=catalog, now=now)


def change_language(
    session: Session,
    school: School,
    thread: Thread,
    language: str,
    *,
    message_id: int,
    catalog: Catalog,
    now: datetime,
) -> None:
    """The same by a keyword, which any family may text at any time; a question that is open is answered by it."""
    for prompt in session.scalars(
        select(Prompt).where(
            Prompt.phone_number_id == thread.phone_number_id,
            Prompt.kind == KIND,
            Prompt.answered_at.is_(None),
            Prompt.cancelled_at.is_(None),
            Prompt.expires_at > now,
        )
    ):
        offered = [choice["value"] for choice in prompt.choices]
        if language in offered:
            answer = Answer(prompt, Reading(offered.index(language) + 1))
            take_answer(session, answer, message_id=message_id, handlers={}, now=now)
    _set_language(session, school, thread, language, catalog=catalog, now=now)


def _set_language(
    session: Session, school: School, thread: Thread, language: str, *, catalog: Catalog, now: datetime
) -> None:
    confirm_language(session, session.get_one(PhoneNumber, thread.phone_number_id), language, now=now)
    # Whoever has another conversation with this phone open must not go on writing to it in the language of before.
    session.execute(
        update(Thread)
        .where(Thread.phone_number_id == thread.phone_number_id, Thread.id != thread.id)
        .values(version=Thread.version + 1, touched_at=now)
    )
    words = [spoken.word_to_send for spoken in language_files() if spoken.language != language]
    others = format_list(words, style="or", locale=language)
    answer_with_wording(session, school, thread, "language_set", catalog=catalog, now=now, others=others)
