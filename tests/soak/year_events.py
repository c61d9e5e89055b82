"""What the schools invite to in the year, what families answer, and what a person would expect them to be texted."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.mailing import EventTextKind as K
from app.events.planning.edit import create_event
from app.events.planning.forms import DateForm, EventForm
from app.events.planning.invite import invite
from app.inbox.inbox import Inbox, InboxKind
from app.roster.audience import Audience, AudienceKind
from app.schools.queries import get_school
from app.staff.staff_member import StaffMember
from tests.soak.year_schools import YearSchool
from tests.tips.month import DAY, Child, Phone

EVENTS_IN_WEEKS = (2, 9, 14, 20, 26, 32)
"""The weeks of the school year with a dinner on their Thursday, to which all are invited on the Monday before."""
LIKELY_TO_ANSWER = {"1 somos 4": 0.4, "1": 0.1, "no podemos": 0.25, "": 0.25}

EventTextKey = tuple[str, date, K, date]
"""A phone, the day of the event, why it is texted, and when."""


@dataclass(frozen=True)
class Dinner:
    """One evening at one school, and what each phone would answer."""

    day: date
    answers: dict[str, str]

    @property
    def asked_on(self) -> date:
        return self.day - 10 * DAY


def plan_dinners(school: YearSchool, luck: random.Random) -> list[Dinner]:
    """The same ones for the same luck."""
    thursdays = [school.wall.weeks[number] + 3 * DAY for number in EVENTS_IN_WEEKS]
    words, odds = list(LIKELY_TO_ANSWER), list(LIKELY_TO_ANSWER.values())
    return [
        Dinner(day, {phone.e164: luck.choices(words, odds)[0] for phone in school.phones})
        for day in thursdays
    ]


def invite_to(session: Session, school: YearSchool, dinner: Dinner) -> None:
    """The office invites all families to it, at noon of the day of its invitation."""
    now = school.at(dinner.asked_on, 12)
    by = session.get_one(StaffMember, school.staff_id)
    office = session.scalars(
        select(Inbox.id).where(Inbox.school_id == school.id, Inbox.kind == InboxKind.OFFICE)
    ).one()
    form = EventForm(
        inbox_id=office,
        title={"en": "Family dinner", "es": "Cena familiar"},
        place={"en": "Gym", "es": "Gimnasio"},
        audience=Audience(AudienceKind.SCHOOL),
        dates=(DateForm(dinner.day, time(18), time(19, 30)),),
    )
    there = get_school(session, school.id)
    event = create_event(session, there, form, inbox_ids={office}, by=by, now=now)
    invite(session, there, event, send_at=None, by=by, now=now)


def mark_on_the_wall(school: YearSchool, dinners: list[Dinner]) -> set[EventTextKey]:
    """What each phone should be texted about the dinners; the places that this takes stand beside it from now on."""
    expected: set[EventTextKey] = set()
    for phone in school.phones:
        for dinner in dinners:
            texts = list(_texts_of(phone, dinner))
            expected |= {(phone.e164, dinner.day, kind, day) for kind, day in texts}
            phone.invited += [day for _, day in texts]
            if len(texts) > 1 or _is_coming(phone, dinner):
                monday = dinner.day - 3 * DAY
                phone.promised += [(monday, dinner.day + n * DAY) for n in (-1, 0, 1)]
    return expected


def answer_of(phone: Phone, dinner: Dinner) -> str:
    """What it texts on the day after it was asked; nothing where it was not asked, or has had enough."""
    is_asked = bool(_guests(phone, dinner)) and phone.stops > dinner.asked_on + DAY
    return dinner.answers[phone.e164] if is_asked else ""


def _is_coming(phone: Phone, dinner: Dinner) -> bool:
    return answer_of(phone, dinner).startswith("1")


def _texts_of(phone: Phone, dinner: Dinner) -> Iterator[tuple[K, date]]:
    guests = _guests(phone, dinner)
    if not guests or phone.stops <= dinner.asked_on:
        return
    yield K.INVITATION, dinner.asked_on
    if _is_coming(phone, dinner):
        for kind, day in ((K.REMINDER, -1), (K.MORNING, 0), (K.THANKS, 1)):
            on = dinner.day + day * DAY
            # A reminder of five o'clock comes after what was done at noon, and so does that of two.
            if phone.stops > on and any(child.leaves > on for child in guests):
                yield kind, on


def _guests(phone: Phone, dinner: Dinner) -> list[Child]:
    """Its children who are at the school when the invitation leaves."""
    return [child for child in phone.children if child.joins <= dinner.asked_on < child.leaves]
