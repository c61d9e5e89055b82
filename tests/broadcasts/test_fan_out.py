"""Handing an announcement over: each phone once, in its language, or a reason why not."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Asks, BroadcastState, Urgency
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource, StopReview
from app.consent.record import Evidence, carrier_blocked, opt_out
from app.demo.cast import Cast
from app.foundation.database import Database
from app.inbox.inbox import Inbox
from app.interpreting.translation import Translation
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind, Precedence
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.group import Group, GroupPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.student import Student
from app.schools.phone_line import LinePurpose, PhoneLine
from tests.broadcasts.announcing import NAMING, Announcing
from tests.support.cast import (
    AMINA,
    CARMEN,
    DANIEL,
    HELEN,
    JORGE,
    MAYA,
    MORNING,
    MR_DIAZ,
    MS_LEE,
    NIGHT,
    NOON,
    OFFICE,
    OKAFOR,
    ORTEGAS,
    PAT,
    ROSA,
    THIRD,
    incoming,
    text_in,
)
from tests.support.together import together

S = DeliveryStatus
EVERY_PHONE = {ROSA, CARMEN, MAYA, DANIEL, ORTEGAS, PAT, JORGE, HELEN, AMINA}


def inbox_of(school: Announcing, number: str) -> str:
    with school.town.reading() as session:
        return session.scalars(
            select(Inbox.name)
            .join(Thread, Thread.inbox_id == Inbox.id)
            .where(Thread.id == school.message(number).thread_id)
        ).one()


def change_phone(school: Announcing, number: str, **columns: object) -> None:
    school.do(
        lambda session, _: session.execute(
            update(PhoneNumber).where(PhoneNumber.e164 == number).values(**columns)
        )
    )


def greet_everybody(school: Announcing) -> None:
    """The school has texted every family before."""
    school.release()
    school.hand_over()
    school.do(lambda session, _: session.execute(update(Message).values(claimed_at=NOON - timedelta(days=9))))


def test_every_phone_gets_it_once_in_its_own_language_with_its_childrens_names(school: Announcing) -> None:
    broadcast_id = school.release(words=NAMING)
    assert school.hand_over() == len(EVERY_PHONE)
    told = {number: body.split("\n")[0] for number, body in school.texts().items()}
    assert told.keys() == EVERY_PHONE
    assert told[ROSA] == "El viernes Ana y Leo no tiene clases."
    assert told[MAYA] == told[DANIEL] == "Oliver has no school on Friday."
    assert all(line in school.texts()[AMINA] for line in ("Hodan has no school", "El viernes Hodan no"))
    assert school.broadcast(broadcast_id).state is BroadcastState.SENT
    with school.town.reading() as session:
        beside = session.scalars(
            select(Translation.body).where(Translation.message_id == school.message(ROSA).id)
        ).all()
    assert [words.split("\n")[0] for words in beside] == ["Ana and Leo has no school on Friday."]
    assert school.hand_over() == 0
    assert set(school.times().values()) == {1}


def test_each_text_stands_with_the_teacher_of_the_familys_own_child(school: Announcing) -> None:
    school.do(put_in_group(MAYA))
    school.release()
    school.release(Selection(SelectionKind.GROUPS, (1,)))
    school.hand_over()
    with school.town.reading() as session:
        places = {
            (number, inbox)
            for number, inbox in session.execute(
                select(PhoneNumber.e164, Inbox.name)
                .join(Message, Message.phone_number_id == PhoneNumber.id)
                .join(Thread, Thread.id == Message.thread_id)
                .join(Inbox, Inbox.id == Thread.inbox_id)
            )
        }
    assert places >= {(CARMEN, MS_LEE), (HELEN, MR_DIAZ), (MAYA, MS_LEE), (MAYA, OFFICE)}


def put_in_group(number: str) -> Callable[[Session, Cast], None]:
    def deed(session: Session, cast: Cast) -> None:
        session.add(
            Group(
                id=1,
                school_id=cast.school.id,
                name="Garden",
                created_by=cast.staff[OKAFOR].id,
                created_at=NOON,
            )
        )
        session.flush()
        session.add(GroupPhone(group_id=1, phone_number_id=cast.phones[number].id, joined_at=NOON))

    return deed


def test_an_announcement_of_an_inbox_stands_there_for_everybody(school: Announcing) -> None:
    office = school.do(lambda _, cast: cast.inboxes[OFFICE].id)
    school.release(inbox_id=office)
    school.hand_over()
    assert {inbox_of(school, number) for number in (MAYA, HELEN)} == {OFFICE}


def test_who_gets_no_text_is_on_record_with_the_reason_and_the_counts_add_up(school: Announcing) -> None:
    greet_everybody(school)
    school.lose_number("Jun")

    def deed(session: Session, cast: Cast) -> None:
        evidence = Evidence(ConsentChannel.PHONE)
        opt_out(session, cast.school, CARMEN, OptOutSource.KEYWORD, evidence, now=NOON)
        review_of(session, cast, MAYA)
        cast.school.weekly_allowance = 2

    school.do(deed)
    change_phone(school, HELEN, health=NumberHealth.LANDLINE)
    change_phone(school, JORGE, health=NumberHealth.OUT_OF_SERVICE)
    change_phone(school, DANIEL, texts_from=time(19), texts_until=time(21))
    fill_week(school, ORTEGAS)
    broadcast_id = school.release(in_own_hours=True, not_after=NOON + timedelta(hours=3))
    assert school.hand_over() == len(EVERY_PHONE)  # eight phones and a home without one
    rows = school.all(BroadcastRecipient, BroadcastRecipient.broadcast_id == broadcast_id)
    with school.town.reading() as session:
        numbers = {phone.id: phone.e164 for phone in session.scalars(select(PhoneNumber))}
    why = {numbers.get(row.phone_number_id or 0): row.left_out for row in rows if row.left_out}
    assert why == {
        CARMEN: LeftOut.STOPPED,
        MAYA: LeftOut.IN_REVIEW,
        HELEN: LeftOut.LANDLINE,
        JORGE: LeftOut.OUT_OF_SERVICE,
        DANIEL: LeftOut.TOO_LATE,
        ORTEGAS: LeftOut.NO_ROOM,
        None: LeftOut.NO_NUMBER,
    }
    told = {numbers[row.phone_number_id or 0] for row in rows if row.message_id}
    assert told == {ROSA, AMINA}


def review_of(session: Session, cast: Cast, number: str) -> None:
    message = text_in(session, incoming(number, "please remove me"), now=NOON - timedelta(hours=1))
    assert message is not None
    if session.scalar(select(StopReview.id)) is None:
        session.add(
            StopReview(
                school_id=cast.school.id,
                e164=number,
                message_id=message.id,
                thread_id=message.thread_id,
                created_at=NOON,
            )
        )


def fill_week(school: Announcing, number: str) -> None:
    """The phone has had as much this week as the school promised at most."""
    selection = Selection(SelectionKind.GROUPS, (1,))
    school.do(put_in_group(number))
    school.release(selection)
    school.hand_over()


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
def test_what_cannot_wait_is_not_held_back_by_the_weeks_allowance(
    school: Announcing, urgency: Urgency
) -> None:
    school.do(lambda _, cast: setattr(cast.school, "weekly_allowance", 0))
    school.emergency() if urgency is Urgency.EMERGENCY else school.release(urgency=urgency)
    school.hand_over()
    assert school.texts().keys() == EVERY_PHONE


def test_each_family_gets_it_within_its_own_hours_where_the_announcement_heeds_them(
    school: Announcing,
) -> None:
    change_phone(school, MAYA, texts_from=time(17), texts_until=time(19))
    school.release(in_own_hours=True)
    school.hand_over()
    assert school.message(MAYA).due_at == NOON + timedelta(hours=5)
    assert school.message(CARMEN).due_at == NOON


def test_an_ordinary_one_waits_for_the_morning_and_an_emergency_leaves_at_night(school: Announcing) -> None:
    school.now = NIGHT
    change_phone(school, MAYA, texts_from=time(17), texts_until=time(19))
    ordinary, emergency = school.release(), school.emergency(in_own_hours=True)
    school.hand_over()
    kinds = {
        kind: {message.due_at for message in school.all(Message, Message.kind == kind)}
        for kind in (MessageKind.BROADCAST, MessageKind.EMERGENCY)
    }
    assert kinds == {MessageKind.BROADCAST: {MORNING}, MessageKind.EMERGENCY: {NIGHT}}
    school.do(lambda session, _: session.execute(update(PhoneLine).values(segments_per_second=1000)))
    taken = {text.message_id for text in school.claim()}
    assert taken == {message.id for message in school.all(Message, Message.kind == MessageKind.EMERGENCY)}
    assert {school.broadcast(one).state for one in (ordinary, emergency)} == {BroadcastState.SENT}


def test_an_urgent_one_stands_before_whatever_else_goes_to_many(school: Announcing) -> None:
    school.release(urgency=Urgency.URGENT)
    school.hand_over()
    assert school.message(MAYA).precedence == Precedence.URGENT


def test_an_emergency_leaves_on_the_line_that_is_kept_for_them_unless_the_phone_has_stopped_that_line(
    school: Announcing,
) -> None:
    def deed(session: Session, _: Cast) -> int:
        line = session.scalars(select(PhoneLine).where(PhoneLine.e164 == THIRD)).one()
        line.purpose = LinePurpose.EMERGENCIES
        carrier_blocked(session, line.id, CARMEN, now=NOON)
        return line.id

    line_id = school.do(deed)
    school.emergency()
    school.hand_over()
    assert school.message(MAYA).line_id == line_id
    assert school.message(CARMEN).line_id != line_id
    with school.town.reading() as session:
        assert session.get_one(Thread, school.message(MAYA).thread_id).line_id != line_id


def test_the_most_pressing_is_handed_over_first_before_every_page(school: Announcing) -> None:
    first: list[int] = []

    def snow_begins() -> None:
        if len(school.all(BroadcastRecipient)) >= 2 and not first:
            first.append(school.emergency())

    school.looks = snow_begins
    ordinary = school.release()
    school.hand_over(page=2)
    order = [one.broadcast_id for one in school.all(BroadcastRecipient)]
    assert order == [ordinary] * 2 + first * len(EVERY_PHONE) + [ordinary] * (len(EVERY_PHONE) - 2)


def test_killed_after_a_page_it_goes_on_where_it_was_and_tells_nobody_twice(school: Announcing) -> None:
    def is_killed() -> None:
        if len(school.all(BroadcastRecipient)) >= 4:
            raise KeyboardInterrupt

    school.release()
    school.looks = is_killed
    with pytest.raises(KeyboardInterrupt):
        school.hand_over(page=2)
    school.looks = lambda: None
    assert len(school.texts()) == 4
    assert school.hand_over(page=2) == len(EVERY_PHONE) - 4
    assert school.texts().keys() == EVERY_PHONE
    assert len(school.all(Message)) == len(EVERY_PHONE)


def test_two_workers_at_once_tell_everybody_once(postgres_town: Database) -> None:
    school = Announcing(postgres_town)
    for _ in range(3):
        school.release()
    together(*[lambda: school.hand_over(page=2)] * 3)
    school.hand_over()
    assert set(school.times().values()) == {3}
    assert len(school.all(Message)) == 3 * len(EVERY_PHONE)


def test_one_that_cannot_be_worded_for_a_phone_keeps_no_other_waiting(school: Announcing) -> None:
    def deed(session: Session, _: Cast) -> None:
        session.execute(update(Student).where(Student.first_name == "Oliver").values(first_name="O" * 80))

    school.do(deed)
    school.release(words={"en": "{child}, " + "no school. " * 138, "es": "No hay clases."})
    school.hand_over()
    assert school.left_out() == {MAYA: LeftOut.FAULTY, DANIEL: LeftOut.FAULTY, AMINA: LeftOut.FAULTY}
    assert school.texts().keys() == EVERY_PHONE - {MAYA, DANIEL, AMINA}


def test_an_announcement_with_a_fault_keeps_no_other_waiting(school: Announcing) -> None:
    broken, whole = school.emergency(words={"en": "Nobody wrote the Spanish."}), school.release()
    school.hand_over()
    assert school.broadcast(broken).state is BroadcastState.SCHEDULED
    assert school.broadcast(whole).state is BroadcastState.SENT


def test_a_poll_is_open_on_every_phone_that_got_it(school: Announcing) -> None:
    choices = [{"words": {"en": one, "es": one}, "places": None} for one in ("Red", "Blue")]
    school.release(asks=Asks.POLL, choices=choices, answers_until=NOON + timedelta(days=3))
    school.hand_over()
    asked = {prompt.question_message_id for prompt in school.all(Prompt)}
    assert asked == {message.id for message in school.all(Message)}


@pytest.mark.parametrize("expected", [5, 12])
def test_once_everybody_is_handed_over_it_was_for_as_many_as_there_are(
    school: Announcing, expected: int
) -> None:
    """Between its release and its moment families have come and gone."""
    school.lose_number("Diego")
    broadcast_id = school.release(expected=expected)
    school.hand_over(page=2)
    broadcast = school.broadcast(broadcast_id)
    assert broadcast.state is BroadcastState.SENT
    assert broadcast.expected == len(school.all(BroadcastRecipient)) == 9


def test_nothing_is_handed_over_before_its_moment(school: Announcing) -> None:
    school.release(send_at=NOON + timedelta(minutes=5))
    assert school.hand_over() == 0
    school.wait(minutes=5)
    assert school.hand_over() == len(EVERY_PHONE)


def test_an_emergency_does_not_wait_for_a_line_that_is_stopped(school: Announcing) -> None:
    def deed(session: Session, _: Cast) -> list[int]:
        lines = session.scalars(select(PhoneLine).order_by(PhoneLine.id)).all()
        for line in lines[:-1]:
            line.pause("30007", now=NOON)
        return [line.id for line in lines]

    *_, last = school.do(deed)
    school.emergency()
    school.hand_over()
    assert {one.line_id for one in school.all(Message, Message.batch_id.is_not(None))} == {last}
    assert school.claim()
