"""A month of tips by the real code on a fast clock, with workers that die, against a count that is written differently.

Two planners and two senders take turns at random, and one of them is often ended in the middle of its work. What every
phone got is then compared with what a person would work out from the lists of the school and a wall calendar.
"""

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.events.sending.reserved import reserved
from app.foundation.database import Database
from app.inbox.inboxes_of_students import inboxes_of_students
from app.inbox.receive import receive_text
from app.messages.message import Message, MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.roster.phone_number import PhoneNumber
from app.roster.student import Student
from app.schools.school import School
from app.tips.delivery import TipDelivery
from app.tips.plan import plan_weeks
from app.tips.send_due import TipPost, send_due
from app.tips.track import Tip, Track
from tests.support.cast import CATALOG, MAIN, OFFICE, incoming, look_up
from tests.tips.made_up import JOINS, LEAVES, fill_school
from tests.tips.month import (
    CLOCKS_CHANGE,
    DAY,
    FIRST_DAY,
    JOINS_ON,
    LAST_DAY,
    LEAVES_ON,
    MONTH,
    Key,
    Outcome,
    Phone,
    worked_out,
)
from tests.tips.year import TIPS_FRONT, UNLIMITED, at

LOOKS = ((12, 0), (17, 29), (17, 31), (18, 40), (19, 50))
DIES = 0.15


class Killed(BaseException):
    """As sudden as the end of a process: nothing catches it on the way."""


@dataclass
class Workers:
    """A planner and a sender at one time of day, which end in the middle of their work when their luck runs out."""

    town: Database
    luck: random.Random
    now: datetime
    kills: int = 0
    are_mortal: bool = field(default=False, init=False)

    def plan(self) -> None:
        plan_weeks(self.town, clock=self._time)

    def send(self) -> None:
        send_due(
            self.town, TipPost(CATALOG, self._inboxes, reserved), clock=self._time, most_waiting=UNLIMITED
        )

    def live(self) -> None:
        """Some of them work, in some order, and some die of it."""
        self.are_mortal = True
        jobs = [self.plan, self.plan, self.send, self.send, self.send]
        self.luck.shuffle(jobs)
        for job in jobs[: self.luck.randint(1, len(jobs))]:
            try:
                job()
            except Killed:
                self.kills += 1
        self.are_mortal = False

    def _time(self) -> datetime:
        self._live_on()
        return self.now

    def _inboxes(self, session: Session, school: School, students: Collection[int]) -> Mapping[int, int]:
        self._live_on()
        return inboxes_of_students(session, school, students)

    def _live_on(self) -> None:
        if self.are_mortal and self.luck.random() < DIES:
            raise Killed


@pytest.mark.soak
def test_every_phone_got_exactly_what_the_calendar_says(
    town: Database, sized: Callable[[int, int], int]
) -> None:
    luck = random.Random(20260308)
    phones = fill_school(town, luck, families=sized(300, 24))
    workers = Workers(town, luck, at(FIRST_DAY, 7))
    _live_through(workers, phones)
    found, expected = _found_in(town), worked_out(phones, MONTH)
    assert {key: (found.get(key), e) for key, e in expected.items() if found.get(key) != e} == {}
    assert found.keys() == expected.keys()
    _assert_texts_agree(town, expected)
    assert workers.kills > 20, "or this proves little"
    assert len({what for what, _ in expected.values()}) >= 7, "the month had a bit of everything"


def _live_through(workers: Workers, phones: list[Phone]) -> None:
    day = FIRST_DAY
    while day <= LAST_DAY:
        for hour in (7, 12):  # whoever joins at noon is found before the evening
            workers.now = at(day, hour)
            if hour == 12:
                _live_a_day(workers.town, day, phones)
            workers.plan()
        for hour, minute in LOOKS:
            if day not in MONTH.asleep or hour <= 12:
                workers.now = at(day, hour, minute)
                workers.live()
        if day not in MONTH.asleep:
            workers.send()
        day += DAY
    workers.now = at(LAST_DAY, 23)
    workers.send()


def _live_a_day(town: Database, day: date, phones: list[Phone]) -> None:
    """What families do, and what becomes of children, at noon."""
    noon = at(day, 12)
    words = [(phone, "STOP") for phone in phones if phone.stops == day]
    words += [(phone, "PAUSA") for phone in phones if phone.pauses == day]
    words += [(phone, "fewer") for phone in phones if phone.wants_fewer == day]
    for phone, word in words:
        with town.writing() as session:
            receive_text(session, incoming(phone.e164, word, line=MAIN), front=TIPS_FRONT, now=noon)
    with town.writing() as session:
        for phone in phones:
            if day in phone.invited:
                _invite(session, phone.e164, now=noon)
        if day == LEAVES_ON:
            session.execute(update(Student).where(Student.last_name == LEAVES).values(left_at=noon))
        if day == JOINS_ON:
            session.execute(update(Student).where(Student.last_name == JOINS).values(left_at=None))


def _invite(session: Session, e164: str, *, now: datetime) -> None:
    cast = look_up(session)
    thread = open_thread(
        session,
        school_id=cast.school.id,
        phone_number_id=cast.phones[e164].id,
        inbox_id=cast.inboxes[OFFICE].id,
        now=now,
    )
    enqueue(session, cast.school, thread, "Come and eat with us", kind=MessageKind.EVENT, now=now)


def _found_in(town: Database) -> dict[Key, Outcome]:
    found: dict[Key, Outcome] = {}
    with town.reading() as session:
        for e164, band, week, place, delivery, due_at in session.execute(
            select(PhoneNumber.e164, Track.band, Tip.week, Tip.place, TipDelivery, Message.due_at)
            .select_from(TipDelivery)
            .join(PhoneNumber, PhoneNumber.id == TipDelivery.phone_number_id)
            .join(Tip, Tip.id == TipDelivery.tip_id)
            .join(Track, Track.id == Tip.track_id)
            .outerjoin(Message, Message.id == TipDelivery.message_id)
            .where(Tip.week.in_(MONTH.weeks))
        ):
            key = (e164, band, week, place)
            assert key not in found
            found[key] = ((delivery.reason or delivery.state).value, _day_of(due_at) if due_at else None)
    return found


def _day_of(left_at: datetime) -> date:
    """By a wall clock that is set by hand; every text left between half past five and eight."""
    utc = left_at.astimezone(UTC).replace(tzinfo=None)
    winter, summer = (utc - timedelta(hours=hours) for hours in (8, 7))
    there = winter if winter.date() < CLOCKS_CHANGE else summer
    assert (17, 30) <= (there.hour, there.minute) < (20, 0)
    return there.date()


def _assert_texts_agree(town: Database, expected: dict[Key, Outcome]) -> None:
    """Every text belongs to a row, no phone got the same words twice, and each got as many as worked out."""
    with town.reading() as session:
        texts = session.execute(
            select(PhoneNumber.e164, Message.body)
            .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
            .where(Message.kind == MessageKind.TIP)
        ).all()
    assert max(Counter(tuple(text) for text in texts).values()) == 1
    sent = Counter(e164 for (e164, *_), (what, _day) in expected.items() if what == "sent")
    assert Counter(e164 for e164, _ in texts) == sent
