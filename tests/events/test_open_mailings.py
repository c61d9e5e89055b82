"""For whom a mailing plans its texts when its moment has come."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.demo.cast import Cast
from app.events.arrival import walk_in
from app.events.event import Event
from app.events.guest import EventReply, Guest, Seat
from app.events.mailing import EventTextKind, LeftOut, TextState
from app.foundation.database import Database
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.audience import AudienceKind
from app.roster.section import Section
from app.roster.student import Student
from tests.events.gathering import THURSDAY, WEEK, Gathering, at, sqlite_gathering
from tests.support.cast import AMINA, CARMEN, DANIEL, JORGE, LEE, MAYA, ORTEGAS, ROSA, TOM
from tests.support.together import together

FRIDAY = date(2026, 3, 6)
KIND = EventTextKind
STRANGER = "+12065550177"


@pytest.fixture
def gathering(sqlite_url: str) -> Iterator[Gathering]:
    with sqlite_gathering(sqlite_url, at(FRIDAY, 10)) as gathering:
        yield gathering


@pytest.fixture
def invited(gathering: Gathering) -> Gathering:
    """Everybody has been invited to three evenings."""
    gathering.plan(THURSDAY, THURSDAY + WEEK, THURSDAY + 2 * WEEK).send()
    return gathering


def test_an_invitation_concerns_every_home_of_the_audience_once(gathering: Gathering) -> None:
    gathering.plan()
    assert gathering.open() == len(gathering.phones())
    assert {ROSA, MAYA, DANIEL, ORTEGAS, AMINA} <= gathering.phones()
    assert TOM not in gathering.phones()  # a court keeps him from the child
    assert {row.state for row in gathering.event_texts()} == {TextState.PLANNED}
    assert len(gathering.guest(ROSA).children) == 2
    assert gathering.guest(ROSA).asked_at is None
    assert gathering.open() == 0


def test_an_event_of_one_class_invites_that_class_alone(gathering: Gathering) -> None:
    room = gathering.do(lambda s, _: s.scalars(select(Section.id).where(Section.name == "Room 4")).one())
    gathering.plan(audience_kind=AudienceKind.SECTIONS, audience_ids=[room]).open()
    assert {ROSA, MAYA, CARMEN} <= gathering.phones()
    assert JORGE not in gathering.phones()


def test_before_its_moment_nothing_is_planned(gathering: Gathering) -> None:
    gathering.plan(send_at=at(FRIDAY, 12))
    assert gathering.open() == 0
    gathering.turn(FRIDAY, 12)
    assert gathering.open() > 0


def test_latecomers_are_invited_and_nobody_else_a_second_time(gathering: Gathering) -> None:
    gathering.change(Student, Student.first_name == "Oliver", left_at=at(FRIDAY, 9))
    gathering.plan().send()
    gathering.change(Student, Student.first_name == "Oliver", left_at=None)
    gathering.add(KIND.INVITATION)
    assert gathering.open() == 2
    assert {MAYA, DANIEL} <= gathering.phones()


def test_a_mailing_found_too_late_lists_whom_it_did_not_reach(gathering: Gathering) -> None:
    gathering.plan(THURSDAY + WEEK)
    gathering.turn(FRIDAY + timedelta(days=3), 10)
    assert gathering.open() > 5
    assert {(row.state, row.reason) for row in gathering.event_texts()} == {
        (TextState.LEFT_OUT, LeftOut.TOO_LATE)
    }
    assert gathering.texts(MAYA) == []


def test_an_opening_that_is_killed_in_the_middle_goes_on_where_it_was(gathering: Gathering) -> None:
    gathering.plan()
    looks = iter([False] * 3 + [True])
    gathering.dies = lambda: next(looks)
    with pytest.raises(KeyboardInterrupt):
        gathering.open(most_at_once=3)
    gathering.dies = lambda: False
    begun = len(gathering.event_texts())
    assert 0 < begun < 10
    assert gathering.mailings()[0].opened_at is None
    assert gathering.open(most_at_once=3) == len(gathering.phones()) - begun
    assert gathering.mailings()[0].opened_at is not None
    assert set(Counter(row.phone_number_id for row in gathering.event_texts()).values()) == {1}


def test_openers_at_once_plan_every_text_once(postgres_town: Database) -> None:
    gathering = Gathering(postgres_town, at(FRIDAY, 10)).plan()
    together(*[lambda: gathering.open(most_at_once=2)] * 4)
    gathering.open()
    assert set(Counter(row.phone_number_id for row in gathering.event_texts()).values()) == {1}
    assert len(gathering.event_texts()) == len(gathering.phones())
    assert gathering.mailings()[0].opened_at is not None


def test_reminders_go_to_those_who_come_or_may(invited: Gathering) -> None:
    for number, seat in zip((ROSA, CARMEN, MAYA, JORGE, AMINA), Seat, strict=True):
        invited.answer(number, seat)
    invited.turn(THURSDAY - timedelta(days=1), 17).open()
    assert invited.phones(KIND.REMINDER) == {ROSA, MAYA, AMINA}  # coming, by phone, maybe
    invited.turn(THURSDAY, 14).open()
    assert invited.phones(KIND.MORNING) == {ROSA, MAYA}


def test_a_second_ask_goes_to_those_of_whom_nothing_was_heard(invited: Gathering) -> None:
    invited.answer(ROSA, Seat.CANNOT)
    invited.do(lambda s, _: s.add(_reply_to_read(s, invited, invited.guest(MAYA))))
    invited.turn(FRIDAY + timedelta(days=3), 12).add(KIND.SECOND_ASK)
    invited.open()
    assert {ROSA, MAYA}.isdisjoint(invited.phones(KIND.SECOND_ASK))
    assert {CARMEN, JORGE} <= invited.phones(KIND.SECOND_ASK)


def test_a_change_of_one_date_reaches_all_who_may_come_to_it_and_who_have_not_answered(
    invited: Gathering,
) -> None:
    for number, seat in zip((ROSA, CARMEN, MAYA, JORGE, AMINA), Seat, strict=True):
        invited.answer(number, seat)
    invited.answer(DANIEL, Seat.COMING, date_number=2)
    invited.turn(FRIDAY, 12).add(KIND.CHANGE, number=1)
    invited.open()
    assert {ROSA, CARMEN, MAYA, AMINA, ORTEGAS} <= invited.phones(KIND.CHANGE)
    assert {JORGE, DANIEL}.isdisjoint(invited.phones(KIND.CHANGE))


def test_news_of_the_whole_event_reach_those_who_come_to_any_of_it(invited: Gathering) -> None:
    invited.answer(ROSA, Seat.COMING, date_number=2)
    invited.answer(MAYA, Seat.CANNOT)
    invited.turn(FRIDAY, 12).add(KIND.CHANGE, words={"en": "Bring a coat.", "es": "Traigan abrigo."})
    invited.open()
    assert invited.phones(KIND.CHANGE) == {ROSA}


def test_who_has_only_said_what_they_need_hears_that_it_does_not_take_place(invited: Gathering) -> None:
    invited.change(Guest, Guest.id == invited.guest(ROSA).id, answered_at=invited.now)
    invited.turn(FRIDAY, 12).add(KIND.CALLED_OFF)
    invited.open()
    assert ROSA in invited.phones(KIND.CALLED_OFF)
    invited.send()
    assert invited.outcome(ROSA, KIND.CALLED_OFF) is TextState.SENT


def test_whose_invitation_was_taken_back_before_it_left_hears_nothing_of_the_event(
    invited: Gathering,
) -> None:
    text = invited.texts(MAYA)[0]
    invited.change(Message, Message.id == text.id, status=DeliveryStatus.CANCELLED, ended_at=invited.now)
    invited.turn(FRIDAY, 12).add(KIND.CALLED_OFF)
    invited.open()
    assert MAYA not in invited.phones(KIND.CALLED_OFF)
    assert CARMEN in invited.phones(KIND.CALLED_OFF)


def test_those_who_came_to_what_is_over_are_not_told_that_the_rest_does_not_take_place(
    invited: Gathering,
) -> None:
    invited.answer(ROSA, Seat.COMING)
    invited.answer(MAYA, Seat.COMING)
    invited.answer(MAYA, Seat.COMING, date_number=3)
    invited.turn(THURSDAY + timedelta(days=1), 10).add(KIND.CALLED_OFF)
    invited.open()
    assert MAYA in invited.phones(KIND.CALLED_OFF)
    assert ROSA not in invited.phones(KIND.CALLED_OFF)


def test_thanks_go_to_those_who_were_checked_in_or_else_to_those_who_said_they_would_come(
    invited: Gathering,
) -> None:
    for number in (ROSA, MAYA):
        invited.answer(number, Seat.COMING)
    invited.answer(MAYA, Seat.COMING, date_number=2)
    invited.answer(ROSA, Seat.COMING, date_number=2, arrived=True)
    invited.turn(THURSDAY + timedelta(days=1), 11).open()
    assert invited.phones(KIND.THANKS) == {ROSA, MAYA}
    invited.turn(THURSDAY + WEEK + timedelta(days=1), 11).open()
    assert [row.kind for row in invited.event_texts(KIND.THANKS, MAYA)] == [KIND.THANKS]
    assert len(invited.event_texts(KIND.THANKS, ROSA)) == 2


def test_a_stranger_who_walked_in_is_not_thanked_by_text(invited: Gathering) -> None:
    invited.answer(ROSA, Seat.COMING, arrived=True)
    invited.turn(THURSDAY, 18)

    def deed(session: Session, cast: Cast) -> None:
        event = session.scalars(select(Event).options(selectinload(Event.dates))).one()
        by = cast.staff[LEE]
        walk_in(session, cast.school, event, event.dates[0], STRANGER, people=2, by=by, now=invited.now)

    invited.do(deed)
    invited.turn(THURSDAY + timedelta(days=1), 11).send()
    assert invited.outcome(ROSA, KIND.THANKS) is TextState.SENT
    assert invited.texts(STRANGER) == []


def test_the_next_date_of_a_series_is_put_to_those_who_have_not_decided_on_it(invited: Gathering) -> None:
    for number, seat in zip((ROSA, CARMEN, MAYA, JORGE, AMINA), Seat, strict=True):
        invited.answer(number, seat, date_number=2)
    invited.answer(DANIEL, Seat.COMING, date_number=1)
    invited.turn(THURSDAY + timedelta(days=4), 17, 30).open()
    assert {ROSA, CARMEN, MAYA, JORGE}.isdisjoint(invited.phones(KIND.NEXT_DATE))
    assert {AMINA, DANIEL, ORTEGAS} <= invited.phones(KIND.NEXT_DATE)


def test_a_faulty_mailing_keeps_no_other_waiting(gathering: Gathering) -> None:
    gathering.plan()
    gathering.add(KIND.PLACE_FREE)  # which goes to one family and never to many
    assert gathering.open() > 0
    assert gathering.phones(KIND.INVITATION)


def _reply_to_read(session: Session, gathering: Gathering, guest: Guest) -> EventReply:
    """The family has written what nobody has understood yet."""
    question = session.scalars(
        select(Message.id).where(Message.phone_number_id == guest.phone_number_id)
    ).first()
    assert question is not None
    return EventReply(
        event_id=gathering.event_id,
        guest_id=guest.id,
        message_id=question,
        needs_person=True,
        received_at=gathering.now,
    )
