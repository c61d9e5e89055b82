"""A text that somebody changes or takes out, while it waits in the outbox or is being handed over."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.foundation.database import Database
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.prompts.prompt import Prompt
from app.tips.delivery import Reason
from app.tips.edit import approve_tip, edit_tip, skip_tip
from app.tips.not_gone import tips_not_gone
from app.tips.send_due import send_some
from tests.support.cast import LEE, MAYA, look_up
from tests.tips.year import K_TO_2, POST, Year, at

MONDAY = date(2026, 1, 12)
WEDNESDAY = MONDAY + timedelta(days=2)
CANCELLED, QUEUED = DeliveryStatus.CANCELLED, DeliveryStatus.QUEUED


@pytest.fixture
def held(year: Year) -> Year:
    """A tip waits in the outbox, and its track is held."""
    year.begin(K_TO_2)
    year.plan_and_send(MONDAY)
    year.change(Message, status=DeliveryStatus.DELIVERED)
    year.plan_and_send(WEDNESDAY)
    year.hold()
    return year


def status(year: Year) -> DeliveryStatus:
    return year.texts(MAYA)[-1].status


def change(year: Year, words: str) -> None:
    tip = year.tips_of_week(16)[1]
    year.do(lambda s, c: edit_tip(s, c.school, tip.id, "en", words, by=c.staff[LEE], now=year.now))
    year.do(lambda s, c: approve_tip(s, c.school, tip.id, "en", by=c.staff[LEE], now=year.now))


def test_what_says_the_words_of_before_does_not_leave_when_the_track_goes_on(held: Year) -> None:
    change(held, "Sing with {child}.")
    held.run()
    assert status(held) is CANCELLED
    day = held.do(lambda s, c: tips_not_gone(s, c.school, since=at(WEDNESDAY, 0), now=held.now))
    assert {line.reason for line in day} == {Reason.WITHDRAWN}


def test_words_that_stay_the_same_take_nothing_back(held: Year) -> None:
    tip = held.tips_of_week(16)[1]
    held.do(lambda s, c: approve_tip(s, c.school, tip.id, "en", by=c.staff[LEE], now=held.now))
    held.run()
    assert status(held) is QUEUED


def test_a_text_that_is_skipped_leaves_the_outbox_and_nobody_can_answer_it(held: Year) -> None:
    tip = held.tips_of_week(16)[1]
    held.do(lambda s, c: skip_tip(s, c.school, tip.id, by=c.staff[LEE], now=held.now))
    held.run()
    assert status(held) is CANCELLED
    assert held.texts(MAYA)[0].status is DeliveryStatus.DELIVERED
    message = held.texts(MAYA)[-1]
    asked = held.do(
        lambda s, _: s.scalars(
            select(Prompt.cancelled_at).where(Prompt.question_message_id == message.id)
        ).all()
    )
    assert None not in asked


def test_whoever_skips_a_text_that_is_being_handed_over_finds_all_of_it(postgres_town: Database) -> None:
    year = Year(postgres_town, at(MONDAY - timedelta(days=1), 9)).begin(K_TO_2)
    year.plan()
    year.turn(MONDAY, 18)
    tip = year.tips_of_week(16)[0]
    start = threading.Barrier(2)

    def skip() -> None:
        start.wait()
        year.do(lambda s, c: skip_tip(s, c.school, tip.id, by=c.staff[LEE], now=year.now))

    skipper = threading.Thread(target=skip)
    with postgres_town.writing() as session:
        skipper.start()
        send_some(session, look_up(session).school, POST, limit=3, now=year.now)
        start.wait()
        skipper.join(timeout=2)
    skipper.join()
    year.send()
    with year.town.reading() as session:
        left = session.scalars(select(Message.status)).all()
    assert set(left) == {CANCELLED}
