"""Places in a sign-up: never more than there are, and a row of those who wait for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer, Place
from app.broadcasts.answers.choice import NONE_OF_THEM
from app.broadcasts.answers.wording import in_every_language
from app.broadcasts.broadcast import Asks, Broadcast
from app.consent.standing import number_key, stand_still
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.in_turn import in_turn
from app.interpreting.auto_replies import answer_in_words
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog

FRESH_FOR = timedelta(hours=24)
"""How long after it could be told a free place is still news."""
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Given:
    """How it stands with a family after its answer to a sign-up."""

    choice: int
    """The one that it has or waits for; `NONE_OF_THEM` where it has none."""
    place: Place | None
    """None where the choice has no limit."""
    refused: int | None = None
    """The choice that it asked for instead, and that is full: it keeps its place rather than lose both."""


Take = Callable[[BroadcastAnswer | None], BroadcastAnswer]
"""Writes the answer into the row of before, or makes one."""


def hold_places(session: Session, broadcast: Broadcast) -> None:
    """Nobody else gives out places of this sign-up until this unit of work ends.

    The numbers of the families are held before. The row of the broadcast itself is left to whoever hands it over, who
    holds it before the numbers.
    """
    session.flush()
    stand_still(session, [number_key(broadcast.school_id, f"places of broadcast {broadcast.id}")])


def answer_of(session: Session, broadcast: Broadcast, phone_number_id: int) -> BroadcastAnswer | None:
    """The answer of this phone as it stands now."""
    return session.scalar(
        select(BroadcastAnswer)
        .where(
            BroadcastAnswer.broadcast_id == broadcast.id, BroadcastAnswer.phone_number_id == phone_number_id
        )
        .execution_options(populate_existing=True)
    )


def take_place(
    session: Session, broadcast: Broadcast, phone_number_id: int, choice: int, take: Take, *, now: datetime
) -> Given:
    """The family has a place with this choice, or waits for one behind those who wait already.

    A place that it had with another choice is given back, unless the new choice is full. Whoever waits for a place that
    has come free is told by a worker: nobody else's text leaves for this one.
    """
    hold_places(session, broadcast)
    before = answer_of(session, broadcast, phone_number_id)
    if choice == NONE_OF_THEM:
        if before is not None:
            session.delete(before)
            session.flush()
        return Given(NONE_OF_THEM, None)
    if before is not None and before.choice == choice:
        take(before)
        return Given(choice, before.place)
    places = places_of(broadcast, choice)
    is_full = places is not None and not _is_free(session, broadcast, choice, places)
    if is_full and before is not None and before.place is not Place.WAITING:
        return Given(before.choice, before.place, refused=choice)
    answer = take(before)
    answer.choice = choice
    answer.place = None if places is None else Place.WAITING if is_full else Place.HAS
    answer.waiting_since = now if is_full else None
    session.add(answer)
    session.flush()
    return Given(choice, answer.place)


def places_of(broadcast: Broadcast, choice: int) -> int | None:
    """How many places a choice has; None for no limit."""
    places: int | None = broadcast.choices[choice - 1].get("places")
    return places


def fill_places(database: Database, catalog: Catalog, *, clock: Clock) -> int:
    """Whoever waits for a place that has come free has it, the first first, and is told; returns how many."""
    with database.reading() as session:
        waits = exists().where(
            BroadcastAnswer.broadcast_id == Broadcast.id, BroadcastAnswer.place == Place.WAITING
        )
        is_open = or_(Broadcast.answers_until.is_(None), Broadcast.answers_until > clock())
        waited_for = session.scalars(
            select(Broadcast.id).where(Broadcast.asks == Asks.SIGN_UP, is_open, waits)
        ).all()
    return in_turn(
        waited_for,
        lambda broadcast_id: _fill(database, catalog, broadcast_id, now=clock()),
        fault="places_not_filled",
        named="broadcast_id",
    )


def _fill(database: Database, catalog: Catalog, broadcast_id: int, *, now: datetime) -> int:
    with database.reading() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        if not any(_owed(session, broadcast, choice) for choice in _limited(broadcast)):
            return 0
    with database.writing() as session:
        broadcast = session.get_one(Broadcast, broadcast_id)
        next_ones = [
            phone_id
            for choice in _limited(broadcast)
            for phone_id, _ in _in_the_row(session, broadcast, choice)
        ]
        numbers = session.scalars(select(PhoneNumber.e164).where(PhoneNumber.id.in_(next_ones)))
        stand_still(session, [number_key(broadcast.school_id, e164) for e164 in numbers])
        hold_places(session, broadcast)
        return sum(
            _give(session, broadcast, choice, set(next_ones), catalog=catalog, now=now)
            for choice in _limited(broadcast)
        )


def _give(
    session: Session,
    broadcast: Broadcast,
    choice: int,
    held: set[int],
    *,
    catalog: Catalog,
    now: datetime,
) -> int:
    """So many of those who wait, and whose numbers are held, have a place; who may not be texted goes on waiting."""
    school = session.get_one(School, broadcast.school_id)
    free = _free(session, broadcast, choice)
    given = 0
    for phone_id, answer_id in _in_the_row(session, broadcast, choice):
        if given >= free or phone_id not in held:
            break
        answer = session.get_one(BroadcastAnswer, answer_id, populate_existing=True)
        thread = session.get_one(Thread, session.get_one(Message, answer.message_id).thread_id)
        if _tell(session, school, thread, broadcast, choice, catalog=catalog, now=now):
            answer.place, answer.waiting_since = Place.HAS, None
            given += 1
    session.flush()
    return given


def _tell(
    session: Session,
    school: School,
    thread: Thread,
    broadcast: Broadcast,
    choice: int,
    *,
    catalog: Catalog,
    now: datetime,
) -> bool:
    texts = in_every_language("broadcast_place_free", school, broadcast, catalog=catalog, choice=choice)
    told_at = school.texting_hours.next_moment(now)
    until = told_at + FRESH_FOR
    return (
        answer_in_words(session, school, thread, texts, now=now, due_at=told_at, not_after=until) is not None
    )


def _limited(broadcast: Broadcast) -> list[int]:
    return [number for number in range(1, len(broadcast.choices) + 1) if places_of(broadcast, number)]


def _owed(session: Session, broadcast: Broadcast, choice: int) -> bool:
    return bool(_free(session, broadcast, choice) > 0 and _in_the_row(session, broadcast, choice))


def _in_the_row(session: Session, broadcast: Broadcast, choice: int) -> list[tuple[int, int]]:
    """The phones that wait, with their answers, the first first: as many as there may be places, and some besides."""
    rows = session.execute(
        select(BroadcastAnswer.phone_number_id, BroadcastAnswer.id)
        .where(
            BroadcastAnswer.broadcast_id == broadcast.id,
            BroadcastAnswer.choice == choice,
            BroadcastAnswer.place == Place.WAITING,
        )
        .order_by(BroadcastAnswer.waiting_since, BroadcastAnswer.id)
        .limit(MOST_AT_ONCE)
    )
    return [(phone_id, answer_id) for phone_id, answer_id in rows]


def _is_free(session: Session, broadcast: Broadcast, choice: int, places: int) -> bool:
    """Whether there is a place for which nobody waits."""
    return _count(session, broadcast, choice) < places


def _free(session: Session, broadcast: Broadcast, choice: int) -> int:
    return (places_of(broadcast, choice) or 0) - _count(session, broadcast, choice, Place.HAS)


def _count(session: Session, broadcast: Broadcast, choice: int, *places: Place) -> int:
    return session.scalars(
        select(func.count())
        .select_from(BroadcastAnswer)
        .where(
            BroadcastAnswer.broadcast_id == broadcast.id,
            BroadcastAnswer.choice == choice,
            BroadcastAnswer.place.in_(places or Place),
        )
    ).one()
