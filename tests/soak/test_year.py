"""A school year by the real code on a fast clock, at five schools, with workers that are killed in the middle.

Two worker processes live through every evening of 36 weeks (of two in `make test`). Now and then one of them is ended
by SIGKILL, and another takes its place. At the end, what the provider took is compared with what a person would work
out from the lists of the schools and their wall calendars.
"""

import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.events.event import EventDate
from app.events.mailing import EventText
from app.foundation.clock import monotonic_seconds, pause_seconds
from app.foundation.database import Database
from app.inbox.receive import receive_text
from app.main import build_front
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message, MessageKind
from app.roster.phone_number import PhoneNumber
from app.roster.student import Student
from app.tips.delivery import TipDelivery
from app.tips.track import Tip, Track
from tests.soak.waiting import Figure
from tests.soak.year_events import (
    Dinner,
    EventTextKey,
    answer_of,
    invite_to,
    mark_on_the_wall,
    plan_dinners,
)
from tests.soak.year_schools import BEGINS, LAST_DAY, YearSchool, found_schools
from tests.soak.year_worker import CLOCK, END, PLAN, SEND, read_ledger
from tests.support.cast import incoming
from tests.support.owned_process import OwnedProcess
from tests.tips.month import DAY, Key, Outcome, worked_out

Dinners = dict[int, list[Dinner]]
"""By school."""

FRONT = build_front()
PATIENCE_SECONDS = 600.0
LIKELY_TO_DIE = 0.03


@dataclass
class Workers:
    """Two processes at one clock."""

    url: str
    folder: Path
    luck: random.Random
    stack: ExitStack
    tick: int = 0
    kills: int = 0
    running: dict[str, OwnedProcess] = field(default_factory=dict)

    def start(self, name: str) -> None:
        command = [sys.executable, "-m", "tests.soak.year_worker", self.url, str(self.folder), name]
        self.running[name] = self.stack.enter_context(
            OwnedProcess(command, log=self.folder / f"{name}.log", env=dict(os.environ))
        )

    def tell(self, moment: datetime, job: str) -> None:
        """It is that moment from now on."""
        fresh = self.folder / "fresh"
        fresh.write_text(f"{self.tick} {moment.isoformat()} {job}")
        fresh.replace(self.folder / CLOCK)

    def turn(self, moment: datetime, job: str) -> None:
        """It is that moment, and both workers have done what there was to do; sometimes one of them died of it."""
        self.tick += 1
        self.tell(moment, job)
        if self.luck.random() < LIKELY_TO_DIE:
            pause_seconds(self.luck.random() * 0.5)
            name = self.luck.choice(sorted(self.running))
            self.running[name].end(signal.SIGKILL)
            self.kills += 1
            self.start(name)
        deadline = monotonic_seconds() + PATIENCE_SECONDS
        while any(self._done(name) != self.tick for name in self.running):
            for name, process in self.running.items():
                assert process.is_running(), f"{name} has died: {process.words()[-2000:]}"
            assert monotonic_seconds() < deadline, "the workers hang"
            pause_seconds(0.005)

    def end(self, moment: datetime) -> None:
        self.tell(moment, END)
        for process in self.running.values():
            process.wait(30)

    def _done(self, name: str) -> int:
        said = self.folder / f"done.{name}"
        return int(said.read_text() or 0) if said.exists() else 0


@pytest.mark.soak
def test_every_family_of_five_schools_got_exactly_what_the_calendars_say(
    database_url: str, tmp_path: Path, sized: Callable[[int, int], int], figure: Figure
) -> None:
    database, luck = Database(database_url), random.Random(20250902)
    schools = found_schools(database, luck, children=sized(4000, 40), schools=sized(5, 2))
    dinners = {school.id: plan_dinners(school, luck) for school in schools}
    invited = [mark_on_the_wall(school, dinners[school.id]) for school in schools]
    last_day = BEGINS + sized((LAST_DAY - BEGINS).days, 15) * DAY
    began = monotonic_seconds()
    with ExitStack() as stack:
        workers = Workers(database_url, tmp_path, luck, stack)
        _live_through(database, workers, schools, dinners, last_day)
    expected = {
        key: outcome
        for school in schools
        for key, outcome in worked_out(school.phones, school.wall_until(last_day)).items()
    }
    found = _found_in(database, schools, last_day)
    wrong = {key: (found.get(key), e) for key, e in expected.items() if found.get(key) != e}
    assert wrong == {}, f"{len(wrong)} of {len(expected)} texts"
    assert found.keys() == expected.keys()
    due = [{text for text in texts if text[3] <= last_day} for texts in invited]
    for school, texts in zip(schools, due, strict=True):
        assert _event_texts_in(database, school) == Counter(texts)
    in_doubt = _check_provider(database, tmp_path, expected)
    database.close()
    figure("phones", sum(len(school.phones) for school in schools))
    figure("ideas", sum(what == "sent" for what, _ in expected.values()))
    figure("texts of events", sum(map(len, due)))
    assert workers.kills
    figure("workers killed", workers.kills)
    figure("texts in doubt, shown to a person", in_doubt)
    figure("seconds", round(monotonic_seconds() - began))


def _live_through(
    database: Database, workers: Workers, schools: list[YearSchool], dinners: Dinners, last_day: date
) -> None:
    workers.tell(schools[0].at(BEGINS, 5), SEND)
    for name in ("one", "two"):
        workers.start(name)
    day = BEGINS
    while day <= last_day:
        for moment, school, hour in _moments(schools, day):
            if hour == AFTERNOON and day not in {dinner.day for dinner in dinners[school.id]}:
                continue
            if hour == NOON:
                _live_a_day(database, school, day, moment)
                _answer_and_invite(database, school, dinners[school.id], day, moment)
            # Noon comes to the first school last; no evening has come to any by then.
            is_last_noon = hour == NOON and school is schools[0]
            if hour == NOON or day not in school.wall.asleep:
                workers.turn(moment, PLAN if is_last_noon else SEND)
        day += DAY
    workers.end(schools[0].at(last_day, 23))


NOON, AFTERNOON = 12, 14.5
LOOKS = (NOON, AFTERNOON, 17.6, 19.9)


def _moments(schools: list[YearSchool], day: date) -> list[tuple[datetime, YearSchool, float]]:
    """When somebody looks after a school, in the order in which the sun reaches them."""
    looks = [
        (school.at(day, int(hour), round(hour % 1 * 60)), school, hour)
        for school in schools
        for hour in LOOKS
    ]
    return sorted(looks, key=lambda look: look[0])


def _live_a_day(database: Database, school: YearSchool, day: date, noon: datetime) -> None:
    """What families do, and what becomes of children, at noon."""
    words = [(phone, "STOP") for phone in school.phones if phone.stops == day]
    words += [(phone, "PAUSA") for phone in school.phones if phone.pauses == day]
    words += [(phone, "fewer") for phone in school.phones if phone.wants_fewer == day]
    for phone, word in words:
        with database.writing() as session:
            receive_text(session, incoming(phone.e164, word, line=school.line), front=FRONT, now=noon)
    changes = [
        (child, student) for child, student in school.come_and_go if day in {child.joins, child.leaves}
    ]
    if changes:
        with database.writing() as session:
            for child, student in changes:
                left_at = noon if child.leaves == day else None
                session.execute(update(Student).where(Student.id == student).values(left_at=left_at))


def _answer_and_invite(
    database: Database, school: YearSchool, dinners: list[Dinner], day: date, noon: datetime
) -> None:
    for dinner in dinners:
        if day == dinner.asked_on:
            with database.writing() as session:
                invite_to(session, school, dinner)
        if day == dinner.asked_on + DAY:
            for phone in school.phones:
                if words := answer_of(phone, dinner):
                    text = incoming(phone.e164, words, line=school.line)
                    with database.writing() as session:
                        receive_text(session, text, front=FRONT, now=noon)


def _event_texts_in(database: Database, school: YearSchool) -> Counter[EventTextKey]:
    with database.reading() as session:
        rows = session.execute(
            select(PhoneNumber.e164, EventDate.starts_at, EventText.kind, Message.due_at)
            .select_from(EventText)
            .join(PhoneNumber, PhoneNumber.id == EventText.phone_number_id)
            .join(EventDate, EventDate.event_id == EventText.event_id)
            .join(Message, Message.id == EventText.message_id)
            .where(EventText.school_id == school.id)
        ).all()
    return Counter(
        (e164, school.wall_clock(starts_at).date(), kind, school.wall_clock(due_at).date())
        for e164, starts_at, kind, due_at in rows
        if due_at is not None
    )


def _found_in(database: Database, schools: list[YearSchool], last_day: date) -> dict[Key, Outcome]:
    found: dict[Key, Outcome] = {}
    with database.reading() as session:
        for school in schools:
            for e164, band, week, place, reason, state, due_at in session.execute(
                select(
                    PhoneNumber.e164,
                    Track.band,
                    Tip.week,
                    Tip.place,
                    TipDelivery.reason,
                    TipDelivery.state,
                    Message.due_at,
                )
                .select_from(TipDelivery)
                .join(PhoneNumber, PhoneNumber.id == TipDelivery.phone_number_id)
                .join(Tip, Tip.id == TipDelivery.tip_id)
                .join(Track, Track.id == Tip.track_id)
                .outerjoin(Message, Message.id == TipDelivery.message_id)
                .where(
                    TipDelivery.school_id == school.id,
                    Tip.week.in_(school.wall_until(last_day).weeks),
                )
            ):
                key = (e164, band, week, place)
                assert key not in found
                found[key] = ((reason or state).value, _day_of(school, due_at) if due_at else None)
    return found


def _day_of(school: YearSchool, left_at: datetime) -> date:
    there = school.wall_clock(left_at)
    assert (17, 30) <= (there.hour, there.minute) < (20, 0)
    return there.date()


def _check_provider(database: Database, folder: Path, expected: dict[Key, Outcome]) -> int:
    """The provider has taken every text once; returns how many it may have missed, of which a person was told."""
    taken = Counter((text.to, text.body) for text in read_ledger(folder))
    with database.reading() as session:
        rows = session.execute(
            select(PhoneNumber.e164, Message.body, Message.kind, Message.status, Message.attention_at)
            .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
            .where(Message.kind != MessageKind.FROM_FAMILY)
        ).all()
    said = Counter(
        (e164, body) for e164, body, _, status, _ in rows if status in {S.ACCEPTED, S.SENT, S.DELIVERED}
    )
    assert taken == said, "what left and what we say has left differ"
    doubtful = [row for row in rows if row.status not in {S.ACCEPTED, S.SENT, S.DELIVERED, S.SUPPRESSED}]
    assert {row.status for row in doubtful} <= {S.UNKNOWN, S.EXPIRED}
    assert all(row.attention_at for row in doubtful if row.status is S.UNKNOWN)
    tips = Counter(e164 for e164, _, kind, _, _ in rows if kind is MessageKind.TIP)
    assert tips == Counter(e164 for (e164, *_), (what, _) in expected.items() if what == "sent")
    assert max(Counter((row.e164, row.body) for row in rows if row.kind is MessageKind.TIP).values()) == 1
    return len(doubtful)
