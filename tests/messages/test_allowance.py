"""How much of a family's week is taken."""

from datetime import date, timedelta

import pytest

from app.messages.allowance import texts_of_week, week_span
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from tests.support.cast import MAYA, NOON, Stage

TUESDAY = date(2026, 3, 3)


def taken(stage: Stage, day: date = TUESDAY) -> int:
    phone = stage.cast.phones[MAYA].id
    return texts_of_week(stage.session, stage.cast.school, [phone], day).get(phone, 0)


def test_tips_and_invitations_count_answers_do_not(stage: Stage) -> None:
    thread = stage.conversation()
    stage.enqueue(thread, kind=MessageKind.TIP)
    stage.enqueue(thread, kind=MessageKind.EVENT, due_at=NOON + timedelta(days=3))
    stage.enqueue(thread)
    assert taken(stage) == 2


@pytest.mark.parametrize("days", [-2, 6])
def test_another_week_has_its_own(stage: Stage, days: int) -> None:
    stage.now += timedelta(days=days)
    stage.enqueue(stage.conversation(), kind=MessageKind.TIP)
    assert taken(stage) == 0
    assert taken(stage, TUESDAY + timedelta(days=days)) == 1


@pytest.mark.parametrize(
    "status", [DeliveryStatus.CANCELLED, DeliveryStatus.SUPPRESSED, DeliveryStatus.EXPIRED]
)
def test_what_never_leaves_takes_no_room(stage: Stage, status: DeliveryStatus) -> None:
    stage.enqueue(stage.conversation(), kind=MessageKind.TIP).status = status
    stage.session.flush()
    assert taken(stage) == 0


def test_a_week_lasts_from_monday_to_sunday_by_the_school_s_clock(stage: Stage) -> None:
    begins, ends = week_span(stage.cast.school, date(2026, 3, 8))
    assert ends - begins == timedelta(days=7, hours=-1), "the clocks change on that Sunday"
    assert begins == NOON.replace(day=2, hour=8)
