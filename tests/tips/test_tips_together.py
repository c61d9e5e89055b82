"""Several planners and senders at one PostgreSQL, at the same moment."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.foundation.database import Database
from app.messages.message import Message, MessageKind
from app.schools.school import School
from app.tips.delivery import DeliveryState, TipDelivery
from tests.support.cast import MAYA, ROSA
from tests.support.together import together
from tests.tips.year import GRADES_3_TO_5, K_TO_2, Year, at

MONDAY = date(2026, 1, 12)


@pytest.fixture
def year(postgres_town: Database) -> Year:
    return Year(postgres_town, at(MONDAY - timedelta(days=1), 9))


def sent(year: Year) -> int:
    with year.town.reading() as session:
        return session.scalar(select(func.count()).where(Message.kind == MessageKind.TIP)) or 0


def test_two_planners_plan_everything_once(year: Year) -> None:
    year.begin(K_TO_2)
    together(year.plan, year.plan, year.plan)
    with year.town.reading() as session:
        rows = session.execute(select(TipDelivery.tip_id, TipDelivery.phone_number_id)).all()
    assert max(Counter(map(tuple, rows)).values()) == 1
    assert len(year.deliveries(MAYA)) == 3


def test_senders_and_planners_at_once_send_each_text_once(year: Year) -> None:
    year.begin(K_TO_2)
    year.turn(MONDAY, 18)
    together(year.plan, year.send, year.plan, year.send, year.send, year.send)
    year.send()
    due = [row for row in year.deliveries() if row.due_at < year.now]
    assert {row.state for row in due} == {DeliveryState.SENT}
    assert sent(year) == len(due)
    assert len(year.texts(MAYA)) == 1


def test_senders_at_once_keep_to_the_allowance(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    year.change(School, weekly_allowance=2)
    year.plan()
    year.change(TipDelivery, due_at=at(MONDAY, 17), not_after=at(MONDAY, 20))
    year.turn(MONDAY, 18)
    together(*[year.send] * 4)
    assert len(year.texts(ROSA)) == 2
    assert len(year.texts(MAYA)) == 2


def test_a_stop_at_the_same_moment_leaves_nothing_waiting(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    year.turn(MONDAY, 18)
    together(year.send, lambda: year.text_in(MAYA, "STOP"), year.send)
    assert {text.status.value for text in year.texts(MAYA)} <= {"suppressed"}
