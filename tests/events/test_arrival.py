"""Checking families in on the day: those who said they would come, those who did not, and those nobody had invited."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from app.events.arrival import check_in, undo_check_in, walk_in
from app.events.board.guest_list import Stand, guests_of
from app.events.event import Event
from app.events.guest import Guest, Rsvp, Seat
from app.foundation.errors import Conflict, Invalid
from app.messages.message import Message
from app.roster.audience import AudienceKind
from app.roster.phone_number import PhoneNumber
from app.roster.section import Section
from tests.events.planning import SECOND, SUPPER, answers, draft, guest, invited
from tests.support.cast import LEE, MAYA, ROSA, TOM, Stage

STRANGER = "(206) 555-0177"


@pytest.fixture
def evening(stage: Stage) -> Event:
    """The first of two evenings is about to begin."""
    event = invited(stage, SUPPER, SECOND)
    stage.now = event.dates[0].starts_at - timedelta(minutes=10)
    return event


def arrives(stage: Stage, event: Event, number: str, people: int = 2) -> Rsvp:
    return check_in(
        stage.session,
        stage.cast.school,
        event.dates[0],
        guest(stage, event, number),
        people=people,
        by=stage.cast.staff[LEE],
        now=stage.now,
    )


def walks_in(stage: Stage, event: Event, phone: str, people: int = 2) -> Rsvp:
    return walk_in(
        stage.session,
        stage.cast.school,
        event,
        event.dates[0],
        phone,
        people=people,
        by=stage.cast.staff[LEE],
        now=stage.now,
    )


def test_a_family_that_comes_is_checked_in_with_as_many_as_have_come(stage: Stage, evening: Event) -> None:
    answers(stage, evening, ROSA, Seat.COMING, people=4)
    rsvp = arrives(stage, evening, ROSA, 3)
    assert (rsvp.people, rsvp.arrived_people, rsvp.arrived_at) == (4, 3, stage.now)


def test_a_number_that_was_wrong_is_corrected_and_the_moment_stays(stage: Stage, evening: Event) -> None:
    came_at = stage.now
    arrives(stage, evening, ROSA, 3)
    stage.wait(minutes=5)
    rsvp = arrives(stage, evening, ROSA, 5)
    assert (rsvp.arrived_people, rsvp.arrived_at) == (5, came_at)


@pytest.mark.parametrize("seat", [Seat.CANNOT, Seat.WAITING, Seat.BY_PHONE, Seat.MAYBE])
def test_who_comes_all_the_same_is_welcome_and_keeps_their_answer(
    stage: Stage, evening: Event, seat: Seat
) -> None:
    answers(stage, evening, ROSA, seat)
    rsvp = arrives(stage, evening, ROSA)
    assert (rsvp.seat, rsvp.arrived_people) == (seat, 2)


def test_who_had_said_nothing_counts_as_coming_from_now_on(stage: Stage, evening: Event) -> None:
    rsvp = arrives(stage, evening, MAYA)
    assert (rsvp.seat, rsvp.recorded_by) == (Seat.COMING, stage.cast.staff[LEE].id)
    assert guest(stage, evening, MAYA).answered_at is None


def test_undoing_it_leaves_what_the_family_had_said(stage: Stage, evening: Event) -> None:
    answers(stage, evening, ROSA, Seat.COMING, people=4)
    for number in (ROSA, MAYA):
        arrives(stage, evening, number)
        undo_check_in(stage.session, evening.dates[0], guest(stage, evening, number))
    undo_check_in(stage.session, evening.dates[0], guest(stage, evening, TOM_IS_NO_GUEST))
    (left,) = stage.all(Rsvp)
    assert (left.people, left.arrived_at, left.arrived_people) == (4, None, None)


TOM_IS_NO_GUEST = MAYA
"""Undoing what was never done changes nothing."""


def test_a_stranger_who_walks_in_is_a_guest_and_gets_no_text(stage: Stage, evening: Event) -> None:
    texts = len(stage.all(Message))
    rsvp = walks_in(stage, evening, STRANGER)
    (phone,) = stage.all(PhoneNumber, PhoneNumber.e164 == "+12065550177")
    (who,) = stage.all(Guest, Guest.phone_number_id == phone.id)
    assert (rsvp.guest_id, who.asked_at, who.children, who.thread_id) == (who.id, None, [], None)
    assert len(stage.all(Message)) == texts
    (line,) = [line for line in guests_of(stage.session, evening) if line.guest_id == who.id]
    assert [line.stand(one.id) for one in evening.dates] == [Stand.COMING, Stand.NOT_ASKED]


def test_a_family_that_had_no_invitation_yet_is_known_by_its_children(stage: Stage) -> None:
    event = invited(stage)
    stage.now = event.dates[0].starts_at
    stage.session.execute(delete(Guest).where(Guest.id == guest(stage, event, MAYA).id))
    walks_in(stage, event, "206-555-0113")
    (line,) = [line for line in guests_of(stage.session, event) if line.phone == MAYA]
    assert line.children == ["Oliver"]


def test_a_number_of_another_class_that_is_typed_at_the_door_tells_nobody_whose_it_is(stage: Stage) -> None:
    """Or any teacher with an event could ask the roster about any number."""
    event = invited(stage)
    sections = {section.name: section.id for section in stage.all(Section)}
    event.audience_kind, event.audience_ids = AudienceKind.SECTIONS, [sections["Room 7"]]
    stage.session.execute(delete(Guest).where(Guest.id == guest(stage, event, MAYA).id))
    stage.now = event.dates[0].starts_at
    rsvp = walks_in(stage, event, "206-555-0113")
    (line,) = [line for line in guests_of(stage.session, event) if line.guest_id == rsvp.guest_id]
    assert (line.phone, line.children, line.guardians) == (MAYA, [], [])


def test_no_child_is_named_to_a_phone_that_must_not_hear_of_it(stage: Stage, evening: Event) -> None:
    rsvp = walks_in(stage, evening, TOM)
    (line,) = [line for line in guests_of(stage.session, evening) if line.guest_id == rsvp.guest_id]
    assert (line.phone, line.children) == (TOM, [])


def test_walking_in_twice_is_arriving_once(stage: Stage, evening: Event) -> None:
    first, second = walks_in(stage, evening, STRANGER), walks_in(stage, evening, STRANGER, 4)
    assert first is second
    assert second.arrived_people == 4


def test_what_cannot_be_an_arrival_is_refused(stage: Stage, evening: Event) -> None:
    for people in (0, 51):
        with pytest.raises(Invalid):
            arrives(stage, evening, ROSA, people)
    with pytest.raises(Invalid, match="Not a phone number"):
        walks_in(stage, evening, "the tall man")
    stage.wait(days=-1)
    with pytest.raises(Invalid, match="on the day"):
        arrives(stage, evening, ROSA)
    evening.dates[0].called_off_at = stage.now
    with pytest.raises(Conflict):
        arrives(stage, evening, ROSA)
    with pytest.raises(Conflict):
        walks_in(stage, draft(stage), ROSA)
