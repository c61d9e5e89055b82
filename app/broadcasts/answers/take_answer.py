"""What a family's answer to a poll, a sign-up or a drill brings about."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastReply
from app.broadcasts.answers.choice import Said
from app.broadcasts.answers.settle import Heard, settle
from app.broadcasts.answers.wording import in_every_language
from app.broadcasts.broadcast import Broadcast
from app.foundation.database import add_or_ignore
from app.interpreting.auto_replies import answer_in_words
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.schools.school import School
from app.sms.catalog import Catalog


def take_broadcast_answer(session: Session, answer: Answer, now: datetime, *, catalog: Catalog) -> None:
    """A clean answer counts from now on instead of any earlier one, and the family has been told so.

    One that is doubtful, or may have been meant for another question, does not count and is there for a person; so is
    one that comes too late, of which the family is told.
    """
    asked: dict[str, Any] = answer.prompt.asked or {}
    broadcast = session.get_one(Broadcast, asked["broadcast"])
    said = answer.reading.said
    assert isinstance(said, Said)  # noqa: S101 - `read_broadcast_answer` has read it
    assert answer.message_id is not None  # noqa: S101 - an answer that is taken is a text
    if answer.is_only_one and said.is_clean and not said.is_late:
        # It may still be changed; but whatever is asked next on the line goes before it.
        answer.prompt.gives_way = True
        heard = Heard(
            answer.prompt.phone_number_id,
            answer.prompt.thread_id,
            answer.message_id,
            asked["language"],
            said.choice,
            said.note,
        )
        settle(session, broadcast, heard, catalog=catalog, now=now)
        return
    _leave_to_a_person(session, broadcast, answer, now=now)
    if answer.is_only_one and said.is_late:
        school = session.get_one(School, broadcast.school_id)
        texts = in_every_language("broadcast_answer_late", school, broadcast, catalog=catalog)
        answer_in_words(session, school, session.get_one(Thread, answer.prompt.thread_id), texts, now=now)


def _leave_to_a_person(session: Session, broadcast: Broadcast, answer: Answer, *, now: datetime) -> None:
    """The text stands with this broadcast, unless it stands with another for which it may be meant as well."""
    add_or_ignore(
        session,
        BroadcastReply,
        {
            "school_id": broadcast.school_id,
            "broadcast_id": broadcast.id,
            "phone_number_id": answer.prompt.phone_number_id,
            "message_id": answer.message_id,
            "is_thanks": False,
            "came_at": now,
        },
    )
