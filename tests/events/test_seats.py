"""Seats: exact however many answer at once, and a row of those who wait."""

from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.events.answers.rsvp import record_answer
from app.events.answers.seats import give_free_places, lock_dates
from app.events.event import EventDate
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventText
from app.events.reading.reply import Attendance
from app.foundation.database import Database
from app.foundation.errors import Conflict, Invalid, NotFound
from app.messages.message import Message, MessageKind
from app.roster.phone_number import NumberHealth, PhoneNumber
from tests.events.party import Party, guest_of, the_event
from tests.support.cast import CARMEN, DANIEL, JORGE, LEE, MAYA, NOON
from tests.support.together import together

FULL = "is full right now. You are on the waiting list, and we will text you if a place opens."
PLACE_FREE = "place_free"


def test_who_comes_when_it_is_full_waits_and_has_the_place_of_whoever_cannot(party: Party) -> None:
    party.invite(MAYA, DANIEL, CARMEN, capacity=4)
    party.say(MAYA, "yes 4 people")
    party.say(DANIEL, "yes 2 people")
    party.wait(minutes=1)
    party.say(CARMEN, "sí somos 2")
    assert (party.seats(DANIEL), party.seats(CARMEN)) == ([(1, "waiting", 2)], [(1, "waiting", 2)])
    assert FULL in party.told(DANIEL)[0]
    assert "Ya no queda lugar para el 12 de marzo." in party.told(CARMEN)[0]
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "we can't come")
    assert (party.seats(DANIEL), party.seats(CARMEN)) == ([(1, "coming", 2)], [(1, "coming", 2)])
    assert party.event_texts() == [(DANIEL, PLACE_FREE), (CARMEN, PLACE_FREE)]


def test_the_first_in_the_row_goes_first(party: Party) -> None:
    party.invite(MAYA, DANIEL, CARMEN, capacity=2)
    for number, words in ((MAYA, "yes 2 people"), (DANIEL, "yes 2 people"), (CARMEN, "sí somos 2")):
        party.say(number, words)
        party.wait(minutes=1)
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "no")
    assert (party.seats(DANIEL), party.seats(CARMEN)) == ([(1, "coming", 2)], [(1, "waiting", 2)])


def test_a_family_that_does_not_fit_waits_on_and_keeps_nobody_from_a_free_seat(party: Party) -> None:
    party.invite(MAYA, DANIEL, CARMEN, capacity=4)
    party.say(MAYA, "yes 2 people")
    party.say(DANIEL, "yes 4 people")
    party.say(CARMEN, "sí somos 2")
    assert party.seats(DANIEL) == [(1, "waiting", 4)]
    assert party.seats(CARMEN) == [(1, "coming", 2)]


def test_more_of_a_family_get_what_there_is_and_a_person_sees_to_the_rest(party: Party) -> None:
    party.invite(MAYA, DANIEL, capacity=5)
    party.say(DANIEL, "yes 2 people")
    party.say(MAYA, "yes 2 people")
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "yes, 6 people")
    assert party.seats(MAYA) == [(1, "coming", 3)]
    assert "There is room for 3 of you so far." in party.told(MAYA)[-1]
    assert party.is_waiting(MAYA)
    assert party.replies()[-1].needs_person


def test_fewer_of_a_family_make_room_for_others(party: Party) -> None:
    party.invite(MAYA, DANIEL, capacity=4)
    party.say(MAYA, "yes 4 people")
    party.say(DANIEL, "yes 2 people")
    party.say(MAYA, "CHANGE")
    party.say(MAYA, "yes 2 people")
    assert (party.seats(MAYA), party.seats(DANIEL)) == ([(1, "coming", 2)], [(1, "coming", 2)])
    assert party.event_texts() == [(DANIEL, PLACE_FREE)]


def test_a_family_in_the_row_that_becomes_smaller_may_fit(party: Party) -> None:
    party.invite(MAYA, DANIEL, capacity=4)
    party.say(MAYA, "yes 2 people")
    party.say(DANIEL, "yes 3 people")
    party.say(DANIEL, "CHANGE")
    party.say(DANIEL, "yes 2 people")
    assert party.seats(DANIEL) == [(1, "coming", 2)]
    assert party.event_texts() == [], "its answer says so already"


def test_joining_by_phone_takes_no_seat(party: Party) -> None:
    party.invite(MAYA, DANIEL, capacity=1, by_phone=True)
    party.say(MAYA, "2")
    party.say(DANIEL, "1")
    assert (party.seats(MAYA), party.seats(DANIEL)) == ([(1, "by_phone", 1)], [(1, "coming", 1)])


def test_a_larger_room_takes_those_who_wait(party: Party) -> None:
    party.invite(MAYA, DANIEL, capacity=1)
    party.say(MAYA, "yes")
    party.say(DANIEL, "yes")

    def enlarge(session: Session, _cast: Cast) -> None:
        event = the_event(session)
        (one,) = lock_dates(session, event.id)
        one.capacity = None
        give_free_places(session, event, one, now=party.now)

    party.do(enlarge)
    assert party.seats(DANIEL) == [(1, "coming", 1)]
    assert party.event_texts() == [(DANIEL, PLACE_FREE)]


def test_the_dishes_of_a_potluck_are_balanced_by_people(party: Party) -> None:
    party.invite(MAYA, DANIEL, CARMEN, JORGE, is_potluck=True)
    for number, people in ((MAYA, 6), (DANIEL, 1), (CARMEN, 1), (JORGE, 1)):
        party.say(number, f"yes {people} people")
    dishes = party.do(lambda s, _: s.scalars(select(Rsvp.dish).order_by(Rsvp.id)).all())
    assert [dish.value for dish in dishes if dish] == ["main", "side", "dessert", "drinks"]


# What a staff member has heard by phone


def _record(party: Party, number: str, answers: dict[int, Attendance], people: int | None = None) -> None:
    party.do(
        lambda s, c: record_answer(
            s, c.school, guest_of(s, number), answers, people=people, by=c.staff[LEE], now=party.now
        )
    )


def test_what_staff_heard_holds_as_if_it_had_been_texted_and_is_asked_no_more(party: Party) -> None:
    party.invite(MAYA, DANIEL, dates=2, capacity=3)
    _record(party, MAYA, {1: Attendance.COMING, 2: Attendance.CANNOT}, 3)
    assert party.seats(MAYA) == [(1, "coming", 3), (2, "cannot", 3)]
    assert party.live(MAYA) == []
    assert len(party.live(DANIEL)) == 1
    _record(party, DANIEL, {1: Attendance.COMING}, 2)
    assert party.seats(DANIEL) == [(1, "waiting", 2)]
    assert party.told(MAYA) == party.told(DANIEL) == []
    by = party.do(lambda s, c: (set(s.scalars(select(Rsvp.recorded_by))), c.staff[LEE].id))
    assert by[0] == {by[1]}


def test_what_cannot_be_meant_is_refused(party: Party) -> None:
    party.invite(MAYA)
    with pytest.raises(NotFound):
        _record(party, MAYA, {2: Attendance.COMING})
    with pytest.raises(Invalid):
        _record(party, MAYA, {1: Attendance.COMING}, 51)
    party.do(lambda s, _: setattr(the_event(s).dates[0], "called_off_at", party.now))
    with pytest.raises(Conflict):
        _record(party, MAYA, {1: Attendance.COMING}, 1)


# Many at once

FAMILIES, SEATS = 40, 30


def test_forty_families_who_answer_at_once_share_thirty_seats_exactly(town: Database) -> None:
    party = Party(town.writing)
    numbers = [f"+120655502{n:02}" for n in range(FAMILIES)]
    with town.writing() as session:
        school = session.scalars(select(PhoneNumber.school_id).limit(1)).one()
        session.add_all(
            PhoneNumber(
                school_id=school, e164=number, health=NumberHealth.UNTRIED, created_at=NOON, language="en"
            )
            for number in numbers
        )
    party.invite(*numbers, capacity=SEATS)
    together(*[partial(party.say, number, f"yes {1 + n % 3} people") for n, number in enumerate(numbers)])
    _check_seats(town)
    with town.reading() as session:
        leaving = session.scalars(
            select(PhoneNumber.e164)
            .join(Guest, Guest.phone_number_id == PhoneNumber.id)
            .join(Rsvp, Rsvp.guest_id == Guest.id)
            .where(Rsvp.seat == Seat.COMING)
            .order_by(Rsvp.id)
            .limit(8)
        ).all()
    party.wait(hours=1)
    for number in leaving:
        party.say(number, "CHANGE")
    together(*[partial(party.say, number, "we can't come") for number in leaving])
    _check_seats(town)
    with town.reading() as session:
        assert session.scalars(select(func.count()).select_from(EventReply)).one() == FAMILIES + len(leaving)
        told = session.scalars(
            select(func.count()).select_from(Message).where(Message.kind == MessageKind.AUTO_REPLY)
        ).one()
        assert told == FAMILIES + 2 * len(leaving)
        promoted = session.scalars(select(EventText.phone_number_id)).all()
        assert len(promoted) == len(set(promoted)) > 0


def _check_seats(town: Database) -> None:
    """No seat is given twice, nobody waits who would fit, and who came later has one only if they are fewer."""
    with town.reading() as session:
        taken = session.scalars(select(func.sum(Rsvp.people)).where(Rsvp.seat == Seat.COMING)).one()
        capacity = session.scalars(select(EventDate.capacity)).one()
        coming = session.scalars(select(Rsvp).where(Rsvp.seat == Seat.COMING)).all()
        waiting = session.scalars(select(Rsvp).where(Rsvp.seat == Seat.WAITING)).all()
    assert capacity is not None
    assert int(taken) <= capacity
    assert all(rsvp.people > capacity - int(taken) for rsvp in waiting)
    for first in waiting:
        assert all(later.people < first.people for later in coming if later.id > first.id)
