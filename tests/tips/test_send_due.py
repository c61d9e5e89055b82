"""What becomes of a tip when its moment has come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.consent.opt_out import StopReview
from app.demo.cast import Cast
from app.foundation.database import Base
from app.inbox.inbox import Inbox
from app.interpreting.queries import beside
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.open_thread import open_thread
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Enrollment
from app.roster.student import Student
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.schools.school_calendar import SchoolBreak
from app.sms.segments import measure
from app.tips.delivery import DeliveryState, Reason
from app.tips.edit import edit_tip, skip_tip
from app.tips.track import TipWording
from tests.support.cast import AMINA, CARMEN, LEE, MAYA, MS_LEE, OFFICE, ORTEGAS, ROSA
from tests.tips.year import GRADES_3_TO_5, K_TO_2, UNLIMITED, Year, at

MONDAY = date(2026, 1, 12)
WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (2, 3, 4))
SENT, PLANNED = DeliveryState.SENT, DeliveryState.PLANNED


@pytest.fixture
def running(year: Year) -> Year:
    year.begin(K_TO_2)
    year.plan()
    return year


def test_the_family_reads_it_in_its_language_in_the_conversation_with_the_child_s_teacher(
    running: Year,
) -> None:
    running.plan_and_send(MONDAY)
    (text,) = running.texts(CARMEN)
    assert text.language == "es"
    assert text.body.startswith(_words(running, 0, "es", "Sofía"))
    assert text.status is DeliveryStatus.QUEUED
    assert (text.due_at, text.not_after) == (at(MONDAY, 18), at(MONDAY, 20))
    assert _inbox_of(running, text) == MS_LEE


def test_staff_of_the_other_language_read_beside_it_what_was_worded_for_theirs(running: Year) -> None:
    running.plan_and_send(MONDAY)
    (text,) = running.texts(CARMEN)
    said = running.do(lambda s, _: beside(s, [text.id])[text.id].translations["en"].body)
    assert said.startswith(_words(running, 0, "en", "Sofía"))


def test_a_phone_of_unknown_language_reads_every_one(running: Year) -> None:
    running.plan_and_send(MONDAY)
    running.plan_and_send(WEDNESDAY)
    text = running.texts(AMINA)[1]
    assert text.language is None
    english, spanish = text.body.split("\n")
    assert english.startswith(_words(running, 1, "en", "Hodan"))
    assert spanish.startswith(_words(running, 1, "es", "Hodan"))


def test_two_at_one_phone_who_read_different_languages_get_both(running: Year) -> None:
    running.change(Guardian, Guardian.name == "Luis Ortega", language="en")
    running.plan_and_send(MONDAY)
    running.plan_and_send(WEDNESDAY)
    (_, text) = running.texts(ORTEGAS)
    assert len(text.body.split("\n")) == 2


def test_siblings_are_named_together_and_only_once(running: Year) -> None:
    running.plan_and_send(MONDAY)
    running.plan_and_send(WEDNESDAY)
    running.plan_and_send(FRIDAY)
    texts = running.texts(ROSA)
    assert len(texts) == 3
    assert any("Ana o Leo" in text.body for text in texts)


def test_the_first_tip_ever_says_who_texts_and_how_to_get_fewer_and_no_other_does(running: Year) -> None:
    for day in (MONDAY, WEDNESDAY):
        running.plan_and_send(day)
    first, second = running.texts(MAYA)
    assert "Alameda Bilingual School" in first.body
    assert all(word in first.body for word in ("FEWER", "PAUSE", "STOP"))
    assert "FEWER" not in second.body


def test_the_invitation_to_answer_never_costs_a_segment(running: Year) -> None:
    for week in range(4):
        for day in (MONDAY, WEDNESDAY, FRIDAY):
            running.plan_and_send(day + timedelta(weeks=week))
    later = running.texts(MAYA)[1:]
    invited = [text for text in later if "Reply 1." in text.body]
    assert invited
    assert all(measure(text.body).segments == 1 for text in later)


def test_after_a_stop_nothing_goes_and_the_reason_is_kept(running: Year) -> None:
    running.turn(MONDAY, 12)
    running.text_in(MAYA, "STOP")
    running.plan_and_send(MONDAY)
    assert running.texts(MAYA) == []
    assert running.outcomes(MAYA) == [Reason.STOPPED, PLANNED, PLANNED]


def test_a_text_that_looks_like_a_stop_holds_the_tip_of_that_day_only(running: Year) -> None:
    running.turn(MONDAY, 12)
    running.text_in(MAYA, "please stop texting me")
    running.plan_and_send(MONDAY)
    running.change(StopReview, decided_at=running.now, decision="not_a_stop")
    running.plan_and_send(WEDNESDAY)
    assert running.outcomes(MAYA) == [Reason.IN_REVIEW, SENT, PLANNED]


def test_a_machine_that_slept_through_the_evening_sends_nothing_late(running: Year) -> None:
    running.turn(MONDAY, 20, 1)
    running.send()
    assert running.texts(MAYA) == []
    assert running.outcomes(MAYA) == [Reason.TOO_LATE, PLANNED, PLANNED]
    assert running.deliveries(MAYA)[0].state is DeliveryState.EXPIRED


def test_invitations_of_the_week_go_before_tips_also_those_that_wait_for_saturday(running: Year) -> None:
    running.change(School, weekly_allowance=3)
    running.turn(MONDAY, 9)
    running.do(lambda s, c: _invite(s, c, MAYA, [at(MONDAY, 10), at(MONDAY + timedelta(days=5), 10)]))
    for day in (MONDAY, WEDNESDAY, FRIDAY):
        running.plan_and_send(day)
    assert running.outcomes(MAYA)[:3] == [SENT, Reason.NO_ROOM, Reason.NO_ROOM]
    assert running.deliveries(MAYA)[1].state is DeliveryState.EXPIRED
    assert running.outcomes(CARMEN)[:3] == [SENT, SENT, SENT]


def test_an_invitation_that_never_leaves_takes_no_room_and_a_new_week_has_its_own(running: Year) -> None:
    running.change(School, weekly_allowance=1)
    running.turn(MONDAY, 9)
    running.do(lambda s, c: _invite(s, c, MAYA, [at(MONDAY, 10)]))
    running.change(Message, status=DeliveryStatus.CANCELLED)
    running.plan_and_send(MONDAY)
    running.plan_and_send(WEDNESDAY)
    running.plan_and_send(FRIDAY)
    running.plan_and_send(MONDAY + timedelta(days=7))
    assert running.outcomes(MAYA)[:4] == [SENT, Reason.NO_ROOM, Reason.NO_ROOM, SENT]


def test_siblings_of_two_bands_share_one_allowance(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    year.change(School, weekly_allowance=4)
    for n in range(6):
        year.plan_and_send(MONDAY + timedelta(days=n))
    assert year.outcomes(ROSA)[:6] == [SENT] * 4 + [Reason.NO_ROOM] * 2


def test_a_text_that_lacks_a_language_or_an_approval_is_for_nobody(running: Year) -> None:
    first, second, third = running.tips_of_week(16)
    running.do(lambda s, _: s.delete(_wording(s, first.id, "es")))
    running.do(
        lambda s, c: edit_tip(s, c.school, second.id, "es", "Canten.", by=c.staff[LEE], now=running.now)
    )
    running.do(lambda s, c: skip_tip(s, c.school, third.id, by=c.staff[LEE], now=running.now))
    for day in (MONDAY, WEDNESDAY, FRIDAY):
        running.plan_and_send(day)
    for number in (MAYA, CARMEN):
        assert running.outcomes(number)[:3] == [
            Reason.MISSING_LANGUAGE,
            Reason.NOT_APPROVED,
            Reason.WITHDRAWN,
        ]


def test_while_a_track_is_held_nothing_goes(running: Year) -> None:
    running.turn(MONDAY, 12)
    running.hold()
    running.plan_and_send(MONDAY)
    running.turn(WEDNESDAY, 12)
    running.run()
    running.plan_and_send(WEDNESDAY)
    assert running.outcomes(MAYA) == [Reason.HELD, SENT, PLANNED]


def test_a_day_without_school_that_is_told_at_the_last_moment_counts(running: Year) -> None:
    running.do(
        lambda s, c: s.add(
            SchoolBreak(school_id=c.school.id, first_day_on=MONDAY, last_day_on=MONDAY, name="Snow")
        )
    )
    running.plan_and_send(MONDAY)
    assert running.outcomes(MAYA)[0] is Reason.HOLIDAY


@pytest.mark.parametrize(
    ("kind", "changed", "values", "reason"),
    [
        (Student, Student.first_name == "Oliver", {"left_at": at(MONDAY, 9)}, Reason.NOT_THEIRS),
        (Student, Student.first_name == "Oliver", {"grade": "4"}, Reason.NOT_THEIRS),
        (PhoneNumber, PhoneNumber.e164 == MAYA, {"health": NumberHealth.OUT_OF_SERVICE}, Reason.UNREACHABLE),
    ],
)
def test_what_has_changed_since_the_planning_counts(
    running: Year, kind: type[Base], changed: ColumnElement[bool], values: dict[str, object], reason: Reason
) -> None:
    running.change(kind, changed, **values)
    running.plan_and_send(MONDAY)
    assert running.outcomes(MAYA)[0] is reason


def test_a_child_without_a_class_is_the_office_s(running: Year) -> None:
    running.do(lambda s, _: s.delete(_enrollment(s, "Oliver")))
    running.plan_and_send(MONDAY)
    (text,) = running.texts(MAYA)
    assert _inbox_of(running, text) == OFFICE


def test_a_teacher_s_answer_never_waits_behind_a_pile_of_tips(running: Year) -> None:
    running.turn(MONDAY, 18)
    assert running.send(most_waiting=4) == 4
    assert running.send(most_waiting=4) == 0
    running.change(Message, status=DeliveryStatus.DELIVERED)
    assert running.send(most_waiting=4) == 4
    assert running.send(most_waiting=UNLIMITED) > 0
    assert PLANNED not in {row.state for row in running.deliveries() if row.due_at < running.now}


def test_texts_that_wait_for_a_paused_line_or_are_stale_hold_up_no_others(running: Year) -> None:
    running.turn(MONDAY, 18)
    assert running.send(most_waiting=4) == 4
    line = running.do(lambda s, _: s.scalars(select(Message.line_id)).first())
    running.change(PhoneLine, PhoneLine.id == line, paused_at=running.now, paused_code="30034")
    assert running.send(most_waiting=4) > 0
    running.change(PhoneLine, paused_at=None)
    assert running.send(most_waiting=4) == 0
    running.turn(WEDNESDAY, 18)
    assert running.send(most_waiting=4) == 4


def test_a_phone_that_two_share_hears_only_of_the_children_whose_home_it_is(running: Year) -> None:
    """Rosa is told about Ana and Leo on her own phone; that she can be reached on Carmen's too is no reason."""
    running.do(_shares_carmens_phone)
    for day in (MONDAY, WEDNESDAY, FRIDAY):
        running.plan_and_send(day)
    bodies = [text.body for text in running.texts(CARMEN)]
    assert len(bodies) == 3
    assert not any("Ana" in body or "Leo" in body for body in bodies)


def test_sending_again_sends_nothing(running: Year) -> None:
    running.plan_and_send(MONDAY)
    before = len(running.texts(MAYA))
    assert running.send() == 0
    assert len(running.texts(MAYA)) == before


def test_a_tip_makes_no_conversation_wait_for_a_person(running: Year) -> None:
    running.plan_and_send(MONDAY)
    assert running.do(lambda s, _: set(s.scalars(select(Thread.waiting_since)))) == {None}


def _words(year: Year, place: int, language: str, child: str) -> str:
    tip = year.tips_of_week(16)[place]
    words = year.do(lambda s, _: _wording(s, tip.id, language).words)
    return words.replace("{child}", child)


def _wording(session: Session, tip_id: int, language: str) -> TipWording:
    return session.scalars(
        select(TipWording).where(TipWording.tip_id == tip_id, TipWording.language == language)
    ).one()


def _enrollment(session: Session, child: str) -> Enrollment:
    return session.scalars(
        select(Enrollment)
        .join(Student, Student.id == Enrollment.student_id)
        .where(Student.first_name == child)
    ).one()


def _inbox_of(year: Year, text: Message) -> str:
    return year.do(
        lambda s, _: s.scalars(
            select(Inbox.name).join(Thread, Thread.inbox_id == Inbox.id).where(Thread.id == text.thread_id)
        ).one()
    )


def _shares_carmens_phone(session: Session, cast: Cast) -> None:
    rosa = session.scalars(select(Guardian).where(Guardian.name == "Rosa Morales")).one()
    session.add(GuardianPhone(guardian_id=rosa.id, phone_number_id=cast.phones[CARMEN].id, position=2))


def _invite(session: Session, cast: Cast, number: str, moments: Sequence[datetime]) -> None:
    thread = open_thread(
        session,
        school_id=cast.school.id,
        phone_number_id=cast.phones[number].id,
        inbox_id=cast.inboxes[MS_LEE].id,
        now=at(MONDAY, 9),
    )
    for moment in moments:
        enqueue(
            session,
            cast.school,
            thread,
            "Come to our dinner",
            kind=MessageKind.EVENT,
            due_at=moment,
            now=at(MONDAY, 9),
        )
