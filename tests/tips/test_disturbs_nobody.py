"""A tip disturbs nobody: not the list of conversations, not a person's attention, and not the other tips."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.demo.cast import Cast
from app.events.sending.reserved import reserved
from app.gateway.port import Accepted, FailureReason, GivenUp, NumberNews
from app.inbox.inboxes_of_students import inboxes_of_students
from app.messages.claim import claim
from app.messages.delivery import record
from app.messages.delivery_reports import receive_report
from app.messages.delivery_status import DeliveryStatus
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.send_due import TipPost, send_due
from app.tips.track import TipWording
from tests.support.cast import AMINA, CARMEN, CATALOG, MAYA, PAT, new_sid, report
from tests.tips.year import K_TO_2, Year, at

MONDAY = date(2026, 1, 12)
WEDNESDAY = MONDAY + timedelta(days=2)
SENT = DeliveryState.SENT


@pytest.fixture
def running(year: Year) -> Year:
    year.begin(K_TO_2)
    year.plan()
    return year


def test_a_tip_brings_no_conversation_to_the_top_but_open_pages_show_it(running: Year) -> None:
    running.turn(MONDAY, 12)
    running.text_in(MAYA, "Good morning")
    running.plan_and_send(MONDAY)
    (tip,) = running.texts(MAYA)
    thread = running.do(lambda s, _: s.get_one(Thread, tip.thread_id))
    assert thread.last_message_at == at(MONDAY, 12)
    assert thread.last_message_id != tip.id
    assert thread.touched_at == tip.created_at


def test_a_conversation_that_begins_with_a_tip_stays_where_it_began(running: Year) -> None:
    running.plan_and_send(MONDAY)
    running.plan_and_send(WEDNESDAY)
    first, second = running.texts(CARMEN)
    thread = running.do(lambda s, _: s.get_one(Thread, second.thread_id))
    assert (thread.last_message_id, thread.last_message_at) == (first.id, at(MONDAY, 18))


def test_a_tip_that_did_not_leave_in_time_asks_nobody(running: Year) -> None:
    running.plan_and_send(MONDAY)
    running.turn(MONDAY, 20, 1)
    claimed = running.do(lambda s, _: claim(s, worker="host:1", limit=100, now=running.now))
    assert claimed == []
    (text,) = running.texts(MAYA)
    assert (text.status, text.attention_at) == (DeliveryStatus.EXPIRED, None)


@pytest.mark.parametrize("is_told_later", [False, True])
def test_a_tip_that_a_number_did_not_take_asks_nobody_but_is_learnt_from(
    running: Year, *, is_told_later: bool
) -> None:
    running.plan_and_send(MONDAY)
    running.do(lambda s, _: _fail_all(s, is_told_later=is_told_later, now=running.now))
    (text,) = running.texts(MAYA)
    assert text.status in {DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED}
    assert (text.reason, text.attention_at) == (FailureReason.NUMBER_OUT_OF_SERVICE, None)
    assert running.do(lambda _, c: c.phones[MAYA].health) is NumberHealth.OUT_OF_SERVICE


def test_one_that_cannot_be_worded_for_a_phone_keeps_no_other_waiting(running: Year) -> None:
    """Both languages together are more than a phone takes, which concerns only whom nobody knows how to address."""
    tip = running.tips_of_week(16)[0]
    running.change(TipWording, TipWording.tip_id == tip.id, words="Sing with {child}. " * 60)
    with capture_logs() as logs:
        running.plan_and_send(MONDAY)
    assert running.outcomes(AMINA)[0] is Reason.MISSING_LANGUAGE
    assert running.texts(AMINA) == []
    assert running.outcomes(MAYA)[0] is running.outcomes(CARMEN)[0] is SENT
    assert [entry["tip_id"] for entry in logs if entry["event"] == "tip_not_worded"] == [tip.id]


def test_a_fault_of_the_words_themselves_leaves_out_that_text_for_everybody(running: Year) -> None:
    tip = running.tips_of_week(16)[0]
    running.change(TipWording, TipWording.tip_id == tip.id, words="Sing with {child.")
    for day in (MONDAY, WEDNESDAY):
        running.plan_and_send(day)
    for number in (MAYA, CARMEN, AMINA):
        assert running.outcomes(number)[:2] == [Reason.MISSING_LANGUAGE, SENT]


def test_a_school_whose_tips_cannot_be_sent_keeps_no_other_school_waiting(running: Year) -> None:
    other = running.do(_other_school)
    running.change(TipDelivery, TipDelivery.id == running.deliveries(PAT)[0].id, school_id=other)
    running.turn(MONDAY, 18)

    def inboxes(session: Session, school: School, students: Collection[int]) -> Mapping[int, int]:
        if school.id == other:
            raise LookupError
        return inboxes_of_students(session, school, students)

    with capture_logs() as logs:
        send_due(running.town, TipPost(CATALOG, inboxes, reserved), clock=running.clock)
    assert [entry["school_id"] for entry in logs if entry["event"] == "tips_not_sent"] == [other]
    assert running.outcomes(MAYA)[0] is SENT


def test_texts_of_one_track_can_be_paused_together(running: Year) -> None:
    for day in (MONDAY, WEDNESDAY):
        running.plan_and_send(day)
    batches = {text.batch_id for number in (MAYA, CARMEN) for text in running.texts(number)}
    assert len(batches) == 1
    assert None not in batches


def _fail_all(session: Session, *, is_told_later: bool, now: datetime) -> None:
    """The provider refuses every text, at once or in a report."""
    refused = GivenUp(FailureReason.NUMBER_OUT_OF_SERVICE, "30005", number_news=NumberNews.OUT_OF_SERVICE)
    session.execute(update(PhoneLine).values(segments_per_second=10_000))
    while texts := claim(session, worker="host:1", limit=100, now=now):
        for text in texts:
            sid = new_sid()
            result = Accepted(sid, "queued") if is_told_later else refused
            record(session, text, result, unknown_after=timedelta(minutes=1), now=now)
            if is_told_later:
                told = report(sid, "undelivered", "30005")
                receive_report(session, told, message_id=text.message_id, attempt=text.attempt, now=now)
        session.expire_all()


def _other_school(session: Session, _cast: Cast) -> int:
    school = School(
        name="Other", time_zone="America/Los_Angeles", office_phone="(206) 555-0120", created_at=at(MONDAY, 9)
    )
    session.add(school)
    session.flush()
    return school.id
