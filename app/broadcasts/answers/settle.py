"""An answer holds: the choice of a poll, a place in a sign-up or in its row, a number that a drill has proved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer, Place
from app.broadcasts.answers.choice import NONE_OF_THEM
from app.broadcasts.answers.places import Given, answer_of, take_place
from app.broadcasts.answers.wording import in_every_language
from app.broadcasts.broadcast import Asks, Broadcast
from app.interpreting.auto_replies import answer_in_words
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog


@dataclass(frozen=True)
class Heard:
    """What a family has chosen, and by which text."""

    phone_number_id: int
    thread_id: int
    message_id: int
    language: str | None
    """What the phone was texted in when it was asked."""
    choice: int
    words: str
    """Beyond the choice."""


def settle(
    session: Session,
    broadcast: Broadcast,
    heard: Heard,
    *,
    catalog: Catalog,
    now: datetime,
    told_at: datetime | None = None,
) -> None:
    """The choice holds instead of any earlier one, and the family is told how it stands: at once, unless it says when.

    The number is held by whoever calls, who has the family's text before them.
    """
    kept = None
    if broadcast.asks is Asks.SIGN_UP and not broadcast.is_drill:
        given = _sign_up(session, broadcast, heard, now=now)
        name, choice, kept = _wording_of(given)
    else:
        before = answer_of(session, broadcast, heard.phone_number_id)
        session.add(_written(before, broadcast, heard, now=now))
        name, choice = "broadcast_answer", heard.choice
    if broadcast.is_drill:
        _learn_that_it_works(session, heard, now=now)
        name = "broadcast_drill_answer"
    session.flush()
    school = session.get_one(School, broadcast.school_id)
    thread = session.get_one(Thread, heard.thread_id)
    texts = in_every_language(name, school, broadcast, catalog=catalog, choice=choice, kept=kept)
    answer_in_words(session, school, thread, texts, now=now, due_at=told_at)


def _sign_up(session: Session, broadcast: Broadcast, heard: Heard, *, now: datetime) -> Given:
    def take(before: BroadcastAnswer | None) -> BroadcastAnswer:
        return _written(before, broadcast, heard, now=now)

    return take_place(session, broadcast, heard.phone_number_id, heard.choice, take, now=now)


def _wording_of(given: Given) -> tuple[str, int, int | None]:
    """The wording that tells a family how it stands with the sign-up, its choice, and the one it keeps instead."""
    if given.choice == NONE_OF_THEM:
        return "broadcast_place_back", given.choice, None
    if given.refused is not None:
        return "broadcast_place_kept", given.refused, given.choice
    if given.place is Place.WAITING:
        return "broadcast_place_waiting", given.choice, None
    return "broadcast_place", given.choice, None


def _written(
    before: BroadcastAnswer | None, broadcast: Broadcast, heard: Heard, *, now: datetime
) -> BroadcastAnswer:
    """The row of before, or a new one; the words of an earlier answer stay in the conversation."""
    written = before or BroadcastAnswer(
        school_id=broadcast.school_id,
        broadcast_id=broadcast.id,
        phone_number_id=heard.phone_number_id,
    )
    written.choice, written.words, written.language = heard.choice, heard.words, heard.language
    written.message_id, written.answered_at = heard.message_id, now
    return written


def _learn_that_it_works(session: Session, heard: Heard, *, now: datetime) -> None:
    phone = session.get_one(PhoneNumber, heard.phone_number_id)
    if phone.health is not NumberHealth.GOOD:
        phone.learn(NumberHealth.GOOD, code=None, now=now)
