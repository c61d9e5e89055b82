"""A family that wants to change its answer is asked anew: by CHANGE, which every confirmation names."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer
from app.broadcasts.answers.question import KIND, live_until
from app.broadcasts.answers.wording import in_every_language
from app.broadcasts.broadcast import Asks, Broadcast
from app.interpreting.auto_replies import answer_in_words
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.ask import ask_beside_others
from app.prompts.prompt import Prompt
from app.roster.language import known_language_of
from app.schools.school import School
from app.sms.catalog import Catalog

_WORDINGS = {Asks.POLL: "broadcast_change", Asks.SIGN_UP: "broadcast_change_place"}


def answered_at(session: Session, phone_number_id: int, now: datetime) -> datetime | None:
    """When the phone last answered a poll or a sign-up that is still open; None where it has answered none."""
    last = session.execute(_open_answers(phone_number_id, now).limit(1)).one_or_none()
    return last[0].answered_at if last else None


def has_answered(session: Session, phone_number_id: int, now: datetime) -> bool:
    """Whether there is an answer that could be changed: from all others the word is an ordinary text."""
    return answered_at(session, phone_number_id, now) is not None


def ask_again(
    session: Session, thread: Thread, _language: str | None, now: datetime, *, catalog: Catalog
) -> None:
    """The choices of what the phone answered last have been put to it again, where it had been asked."""
    answer, broadcast = session.execute(_open_answers(thread.phone_number_id, now).limit(1)).one()
    school = session.get_one(School, broadcast.school_id)
    place = session.get_one(Thread, session.get_one(Message, answer.message_id).thread_id)
    texts = in_every_language(_WORDINGS[broadcast.asks], school, broadcast, catalog=catalog)
    question = answer_in_words(session, school, place, texts, now=now)
    if question is None:
        return

    def is_replaced(older: Prompt) -> bool:
        return older.asked is not None and bool(older.asked["broadcast"] == broadcast.id)

    ask_beside_others(
        session,
        place,
        KIND,
        {
            "broadcast": broadcast.id,
            "language": known_language_of(session, thread.phone_number_id).language,
        },
        question=question,
        until=live_until(broadcast, now=now),
        replaces=is_replaced,
        now=now,
    )


def _open_answers(phone_number_id: int, now: datetime) -> Select[BroadcastAnswer, Broadcast]:
    """The last first."""
    return (
        select(BroadcastAnswer, Broadcast)
        .join(Broadcast, Broadcast.id == BroadcastAnswer.broadcast_id)
        .where(
            BroadcastAnswer.phone_number_id == phone_number_id,
            Broadcast.asks != Asks.NOTHING,
            Broadcast.is_drill.is_(False),
            Broadcast.answers_until > now,
        )
        .order_by(BroadcastAnswer.answered_at.desc(), BroadcastAnswer.id.desc())
    )
