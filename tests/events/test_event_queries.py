"""What the organiser of an event sees: who comes, who was never reached, what is needed, what was sent."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy import event as sql

from app.events.arrival import check_in
from app.events.board.board import Board, board
from app.events.board.figures import event_figures
from app.events.board.guest_list import Stand, WhyNot, guests_of
from app.events.board.needs_board import needs_board
from app.events.board.not_reached import not_reached
from app.events.board.sent import mailings_of
from app.events.event import Event
from app.events.guest import Dish, EventReply, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, LeftOut
from app.events.need_task import NeedState, NeedTask
from app.events.queries import events_of, get_date, get_event, get_guest, get_public_event
from app.events.reading.reply import Doubt, Need
from app.foundation.errors import NotFound
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.student import Student
from tests.events.planning import (
    SECOND,
    SUPPER,
    THIRD,
    answers,
    draft,
    guest,
    invited,
    scheduled,
    tell,
)
from tests.support.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    HELEN,
    JORGE,
    LEE,
    MAYA,
    MS_LEE,
    OFFICE,
    ORTEGAS,
    PAT,
    ROSA,
    Stage,
)
from tests.support.cedar import found_cedar

HOMES = 9
"""So many phones hear about the children of the demo's school."""


def look(stage: Stage, event: Event) -> Board:
    stage.look_again()
    return board(stage.session, get_event(stage.session, stage.cast.school, event.id, inbox_ids=None))


def not_delivered(
    stage: Stage, event: Event, number: str, status: DeliveryStatus, reason: FailureReason | None
) -> None:
    """What became of the invitation to this phone."""
    phone = stage.cast.phones[number]
    message = stage.session.scalars(
        select(Message)
        .join(EventText, EventText.message_id == Message.id)
        .where(EventText.event_id == event.id, Message.phone_number_id == phone.id)
    ).one()
    message.status, message.reason, message.ended_at = status, reason, stage.now


def left_out(stage: Stage, event: Event, number: str, reason: LeftOut) -> None:
    """The invitation to this phone did not go."""
    phone = stage.cast.phones[number]
    (text,) = stage.all(EventText, EventText.event_id == event.id, EventText.phone_number_id == phone.id)
    text.message_id = None
    text.leave_out(reason, now=stage.now)
    guest(stage, event, number).asked_at = None


def need(
    stage: Stage, event: Event, number: str, kind: Need, *, due_on: date = date(2026, 3, 10)
) -> NeedTask:
    task = NeedTask(
        school_id=event.school_id,
        event_id=event.id,
        guest_id=guest(stage, event, number).id,
        need=kind,
        words="need a ride",
        due_on=due_on,
        raised_at=stage.now,
    )
    stage.session.add(task)
    stage.session.flush()
    return task


def doubtful(stage: Stage, event: Event, number: str, words: str) -> EventReply:
    message = stage.text_in(number, words)
    question = stage.all(EventText, EventText.event_id == event.id)[0].message_id
    reply = EventReply(
        event_id=event.id,
        guest_id=guest(stage, event, number).id,
        message_id=message.id,
        question_message_id=question,
        doubt=Doubt.DOUBTFUL,
        needs_person=True,
        received_at=stage.now,
    )
    stage.session.add(reply)
    stage.session.flush()
    return reply


@pytest.fixture
def party(stage: Stage) -> Event:
    """Of nine homes three come or want to, one joins by phone, two cannot be reached."""
    event = invited(stage, SUPPER, is_potluck=True)
    answers(stage, event, ROSA, Seat.COMING, people=4)
    answers(stage, event, MAYA, Seat.COMING, people=2)
    answers(stage, event, JORGE, Seat.WAITING, people=3)
    answers(stage, event, CARMEN, Seat.BY_PHONE)
    answers(stage, event, HELEN, Seat.CANNOT)
    left_out(stage, event, DANIEL, LeftOut.STOPPED)
    not_delivered(stage, event, PAT, DeliveryStatus.UNDELIVERED, FailureReason.LANDLINE)
    return event


# The board


def test_every_family_stands_somewhere_and_the_sums_add_up(stage: Stage, party: Event) -> None:
    seen = look(stage, party)
    (count,) = seen.dates
    assert count.families == {
        Stand.COMING: 2,
        Stand.WAITING: 1,
        Stand.BY_PHONE: 1,
        Stand.CANNOT: 1,
        Stand.NO_ANSWER: 2,
        Stand.NOT_REACHED: 2,
    }
    assert count.families.total() == seen.families == HOMES
    assert sum((of.total() for of in count.by_language.values()), 0) == HOMES
    assert count.people == {Stand.COMING: 6, Stand.WAITING: 3, Stand.BY_PHONE: 1}
    assert (count.asked, seen.answered) == (7, 5)


def test_families_are_counted_by_the_language_they_are_texted_in(stage: Stage, party: Event) -> None:
    by_language = look(stage, party).dates[0].by_language
    assert by_language["es"] == {Stand.COMING: 1, Stand.WAITING: 1, Stand.BY_PHONE: 1, Stand.NO_ANSWER: 1}
    assert by_language["en"] == {Stand.COMING: 1, Stand.CANNOT: 1, Stand.NOT_REACHED: 2}
    assert by_language[None] == {Stand.NO_ANSWER: 1}


def test_those_who_were_not_reached_are_told_apart_by_reason(stage: Stage, party: Event) -> None:
    seen = look(stage, party)
    assert seen.dates[0].why_not == {WhyNot.STOPPED: 1, WhyNot.UNREACHABLE: 1}
    (jun,) = [line for line in seen.lines if line.children == ["Jun"]]
    assert (jun.why_not, jun.failure) == (WhyNot.UNREACHABLE, FailureReason.LANDLINE)


def test_a_family_is_named_by_its_children_and_those_who_answer_its_phone(stage: Stage, party: Event) -> None:
    lines = {line.phone: line for line in look(stage, party).lines}
    assert (lines[ROSA].children, lines[ROSA].guardians) == (["Ana", "Leo"], ["Rosa Morales"])
    assert lines[ORTEGAS].guardians == ["Luis Ortega", "Elena Ortega"]
    assert (lines[ORTEGAS].language, lines[AMINA].language) == ("es", None)
    assert [line.children[0] for line in look(stage, party).lines][:3] == ["Ana", "Diego", "Grace"]


@pytest.mark.parametrize(
    ("status", "reason", "why"),
    [
        (DeliveryStatus.SUPPRESSED, FailureReason.OPTED_OUT, WhyNot.STOPPED),
        (DeliveryStatus.FAILED, FailureReason.OPTED_OUT, WhyNot.STOPPED),
        (DeliveryStatus.EXPIRED, FailureReason.TOO_LATE, WhyNot.TOO_LATE),
        (DeliveryStatus.CANCELLED, None, WhyNot.CALLED_OFF),
        (DeliveryStatus.UNDELIVERED, FailureReason.FILTERED, WhyNot.FAILED),
        (DeliveryStatus.UNDELIVERED, FailureReason.NUMBER_OUT_OF_SERVICE, WhyNot.UNREACHABLE),
    ],
)
def test_an_invitation_that_never_arrived_has_reached_nobody(
    stage: Stage, status: DeliveryStatus, reason: FailureReason | None, why: WhyNot
) -> None:
    event = invited(stage)
    not_delivered(stage, event, ROSA, status, reason)
    assert look(stage, event).dates[0].why_not == {why: 1}


@pytest.mark.parametrize("status", [DeliveryStatus.QUEUED, DeliveryStatus.UNKNOWN, DeliveryStatus.DELIVERED])
def test_one_that_may_have_arrived_waits_for_an_answer(stage: Stage, status: DeliveryStatus) -> None:
    event = invited(stage)
    message = stage.all(Message)[0]
    message.status = status
    assert look(stage, event).dates[0].families == {Stand.NO_ANSWER: HOMES}


def test_a_second_text_that_gets_through_makes_up_for_the_first(stage: Stage) -> None:
    event = invited(stage)
    not_delivered(stage, event, ROSA, DeliveryStatus.FAILED, FailureReason.PHONE_UNREACHABLE)
    again = stage.enqueue(stage.conversation(ROSA), "Will you come?")
    tell(stage, event, stage.cast.phones[ROSA].id, EventTextKind.SECOND_ASK, message_id=again.id)
    assert look(stage, event).dates[0].families == {Stand.NO_ANSWER: HOMES}


def test_who_answered_was_reached_whatever_the_carrier_says(stage: Stage) -> None:
    event = invited(stage)
    not_delivered(stage, event, ROSA, DeliveryStatus.UNDELIVERED, FailureReason.UNEXPLAINED)
    doubtful(stage, event, ROSA, "quién sabe")
    assert look(stage, event).dates[0].families == {Stand.NO_ANSWER: HOMES}


def test_a_series_counts_each_date_by_itself(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND, THIRD)
    answers(stage, event, ROSA, Seat.COMING, people=5, dates=(1, 3))
    answers(stage, event, MAYA, Seat.CANNOT, dates=(2,))
    seen = look(stage, event)
    assert [count.families.total() for count in seen.dates] == [HOMES] * 3
    assert [count.people[Stand.COMING] for count in seen.dates] == [5, 0, 5]
    assert [count.families[Stand.NO_ANSWER] for count in seen.dates] == [8, 8, 8]
    assert seen.answered == 2


def test_seats_that_are_left_are_known_where_room_is_limited(stage: Stage, party: Event) -> None:
    assert look(stage, party).dates[0].seats_left is None
    party.dates[0].capacity = 10
    assert look(stage, party).dates[0].seats_left == 4


def test_dishes_are_counted_among_those_who_come(stage: Stage, party: Event) -> None:
    stage.all(Rsvp, Rsvp.seat == Seat.COMING)[0].dish = Dish.SIDE
    assert look(stage, party).dates[0].dishes == {Dish.SIDE: 1, None: 1}


def test_before_the_invitation_leaves_nobody_is_on_the_list(stage: Stage) -> None:
    seen = look(stage, scheduled(stage))
    assert (seen.families, seen.lines, seen.dates[0].families) == (0, [], Counter())


def test_an_invitation_that_waits_to_leave_has_asked_nobody(stage: Stage) -> None:
    event = invited(stage)
    phone = stage.cast.phones[ROSA]
    (text,) = stage.all(EventText, EventText.phone_number_id == phone.id)
    stage.session.delete(text)
    stage.session.flush()
    tell(stage, event, phone.id, EventTextKind.INVITATION)
    assert look(stage, event).dates[0].families == {Stand.NOT_ASKED: 1, Stand.NO_ANSWER: HOMES - 1}


def test_a_doubtful_reply_is_shown_with_the_question_until_somebody_has_read_it(
    stage: Stage, party: Event
) -> None:
    reply = doubtful(stage, party, AMINA, "maybe but my sister comes too")
    (shown,) = look(stage, party).to_read
    assert (shown.words, shown.question) == ("maybe but my sister comes too", "You are invited.")
    assert (shown.line.children, shown.line.waits_for_a_person) == (["Hodan"], True)
    reply.settled_at, reply.settled_by = stage.now, stage.cast.staff[LEE].id
    assert look(stage, party).to_read == []


@contextmanager
def counted(stage: Stage) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    statements: list[str] = []
    engine = stage.session.get_bind()
    assert isinstance(engine, Engine)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sql.listen(engine, "before_cursor_execute", note)
    yield statements
    sql.remove(engine, "before_cursor_execute", note)


def test_a_board_takes_as_many_statements_for_many_families_as_for_few(stage: Stage, party: Event) -> None:
    few = invited(stage, SECOND)
    for one in (party, few):
        need(stage, one, ROSA, Need.RIDE)
    with counted(stage) as of_party:
        board(stage.session, party)
    with counted(stage) as of_few:
        board(stage.session, few)
    assert len(of_party) == len(of_few) <= 10


# Whom to call


def test_those_whom_nothing_reached_are_listed_for_a_call_with_children_without_a_phone(
    stage: Stage, party: Event
) -> None:
    school = stage.cast.school
    stage.session.add(Student(school_id=school.id, first_name="Iker", last_name="Sol", grade="K"))
    stage.session.flush()
    listed = not_reached(stage.session, school, party, guests_of(stage.session, party))
    assert [(one.why, one.children, one.is_reached_elsewhere) for one in listed] == [
        (WhyNot.NO_PHONE, ["Iker Sol"], False),
        (WhyNot.UNREACHABLE, ["Jun"], False),
        (WhyNot.STOPPED, ["Oliver"], True),  # his mother has answered
    ]


# Needs


def test_needs_stand_open_ones_first_with_their_owners_and_what_is_late(stage: Stage, party: Event) -> None:
    ride = need(stage, party, ROSA, Need.RIDE)
    diet = need(stage, party, MAYA, Need.DIET, due_on=date(2026, 3, 2))
    met = need(stage, party, CARMEN, Need.INTERPRETER, due_on=date(2026, 3, 1))
    ride.owner_id = stage.cast.staff[LEE].id
    met.state, met.settled_at = NeedState.MET, stage.now
    stage.session.flush()
    lines = needs_board(stage.session, party, guests_of(stage.session, party), today=date(2026, 3, 3))
    assert [(line.task, line.line.children[0], line.is_late) for line in lines] == [
        (diet, "Oliver", True),
        (ride, "Ana", False),
        (met, "Sofía", False),
    ]
    assert [line.owner.name if line.owner else None for line in lines] == [None, "Ms. Lee", None]


# What was sent


def test_every_mailing_says_what_became_of_its_texts(stage: Stage, party: Event) -> None:
    not_delivered(stage, party, ROSA, DeliveryStatus.DELIVERED, FailureReason.UNEXPLAINED)
    tell(stage, party, stage.cast.phones[JORGE].id, EventTextKind.PLACE_FREE)
    stage.session.flush()
    sent = mailings_of(stage.session, party)
    first = sent.mailings[0]
    assert first.mailing.kind is EventTextKind.INVITATION
    assert (first.tally.sent, first.tally.left_out, first.tally.all) == (8, {LeftOut.STOPPED: 1}, HOMES)
    assert first.tally.statuses[DeliveryStatus.DELIVERED] == 1
    assert all(line.tally.all == 0 for line in sent.mailings[1:])
    assert sent.single[EventTextKind.PLACE_FREE].planned == 1


# Finding events


def test_events_are_listed_by_what_comes_next_and_then_by_what_was_last(stage: Stage) -> None:
    series, supper = draft(stage, SUPPER, THIRD), draft(stage, SECOND)
    found = events_of(stage.session, stage.cast.school, inbox_ids=None, now=stage.now)
    assert (found.upcoming, found.past) == ([series, supper], [])
    found = events_of(stage.session, stage.cast.school, inbox_ids=None, now=stage.now + timedelta(days=10))
    assert found.upcoming == [supper, series]
    found = events_of(stage.session, stage.cast.school, inbox_ids=None, now=stage.now + timedelta(days=30))
    assert (found.upcoming, found.past) == ([], [series, supper])


def test_an_event_of_another_inbox_or_school_does_not_exist(stage: Stage) -> None:
    event = draft(stage)
    office, lee = (stage.cast.inboxes[name].id for name in (OFFICE, MS_LEE))
    other = found_cedar(stage.session)
    assert events_of(stage.session, stage.cast.school, inbox_ids=[office], now=stage.now).upcoming == []
    assert get_event(stage.session, stage.cast.school, event.id, inbox_ids=[lee]) is event
    for school, inbox_ids in ((stage.cast.school, [office]), (other, None), (other, [lee])):
        with pytest.raises(NotFound):
            get_event(stage.session, school, event.id, inbox_ids=inbox_ids)


def test_a_date_or_guest_of_another_event_does_not_exist(stage: Stage, party: Event) -> None:
    other = invited(stage, SECOND)
    assert get_date(other, other.dates[0].id) is other.dates[0]
    assert get_guest(stage.session, other, guest(stage, other, ROSA).id).rsvps == []
    with pytest.raises(NotFound):
        get_date(other, party.dates[0].id)
    with pytest.raises(NotFound):
        get_guest(stage.session, other, guest(stage, party, ROSA).id)


def test_the_calendar_file_of_a_draft_is_nobodys_to_open(stage: Stage, party: Event) -> None:
    assert get_public_event(stage.session, party.public_id) == (party, stage.cast.school)
    for public_id in (draft(stage, SECOND).public_id, "guessed"):
        with pytest.raises(NotFound):
            get_public_event(stage.session, public_id)


# Afterwards


def test_afterwards_it_is_known_whose_needs_were_met_who_came_and_who_came_back(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND, THIRD)
    by, school = stage.cast.staff[LEE], stage.cast.school
    for number in (ROSA, MAYA, CARMEN):
        answers(stage, event, number, Seat.COMING, people=2, dates=(1, 2, 3))
    met, late = need(stage, event, ROSA, Need.RIDE), need(stage, event, MAYA, Need.DIET)
    met.state, met.settled_at = NeedState.MET, stage.now
    late.state, late.settled_at = NeedState.MET, event.dates[0].starts_at
    need(stage, event, CARMEN, Need.RIDE)
    came = {0: (ROSA, MAYA, CARMEN), 1: (ROSA, MAYA), 2: (ROSA, HELEN)}
    for place, numbers in came.items():
        one = event.dates[place]
        for number in numbers:
            check_in(
                stage.session, school, one, guest(stage, event, number), people=3, by=by, now=one.starts_at
            )
    figures = event_figures(stage.session, event)
    assert (figures.needs_stated, figures.needs_met_before) == (3, 1)
    first, second, third = figures.dates
    assert (first.arrived_families, first.arrived_people, first.returned) == (3, 9, 0)
    assert (second.arrived_families, second.returned) == (2, 2)
    assert (third.arrived_families, third.returned) == (2, 1)
    assert {language: (of.invited, of.arrived) for language, of in first.by_language.items()} == {
        "es": (4, 2),
        "en": (4, 1),
        None: (1, 0),
    }
