"""What a family told a staff member about its weekly ideas, and what that does to those that are planned already."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.foundation.errors import Invalid
from app.tips.delivery import DeliveryState, Reason
from app.tips.wishes import TipWishEntry, Word
from app.tips.write_down import write_down
from tests.support.cast import CARMEN, JORGE, LEE, MAYA, ROSA
from tests.tips.year import GRADES_3_TO_5, K_TO_2, ZONE, Year

MONDAY = date(2026, 1, 12)
OTHER_DAYS = (1, 3, 5)
SENT = DeliveryState.SENT


@pytest.fixture
def running(year: Year) -> Year:
    """Every family has had its first tip on Monday, and two more are planned."""
    year.begin(K_TO_2)
    year.plan_and_send(MONDAY)
    return year


def tell(year: Year, number: str, **wish: Any) -> None:  # noqa: ANN401 - as `write_down` takes it
    year.do(
        lambda s, c: write_down(
            s, c.school, c.phones[number], **({"per_week": 3} | wish), by=c.staff[LEE], now=year.now
        )
    )


def entries(year: Year) -> list[Word]:
    return year.do(lambda s, _: list(s.scalars(select(TipWishEntry.word).order_by(TipWishEntry.id))))


def hours(year: Year, number: str) -> list[str]:
    return [row.due_at.astimezone(ZONE).strftime("%a %H:%M") for row in year.deliveries(number)]


def test_what_is_planned_already_moves_to_the_days_and_the_hour_that_a_family_likes(running: Year) -> None:
    before = hours(running, MAYA)
    tell(running, JORGE, days=OTHER_DAYS, at=time(9, 30))
    assert hours(running, JORGE) == ["Mon 17:30", "Thu 09:30", "Sat 09:30"]
    assert hours(running, MAYA) == before
    assert entries(running) == []


def test_the_weeks_after_are_planned_so_from_the_beginning(running: Year) -> None:
    tell(running, JORGE, days=OTHER_DAYS, at=time(9, 30))
    running.turn(MONDAY + timedelta(days=4), 12)
    running.plan()
    assert hours(running, JORGE)[3:] == ["Tue 09:30", "Thu 09:30", "Sat 09:30"]


def test_what_would_have_to_leave_in_the_past_keeps_its_day_and_shares_it_with_nobody(running: Year) -> None:
    running.turn(MONDAY + timedelta(days=2), 8)
    running.plan()
    tell(running, JORGE, days=(0, 1, 2))
    assert hours(running, JORGE) == ["Mon 17:30", "Wed 17:30", "Fri 17:30"]


def test_two_bands_swap_their_days(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    year.turn(MONDAY - timedelta(days=3), 12)
    year.plan()
    year.turn(MONDAY - timedelta(days=1), 12)
    tips = [row.tip_id for row in year.deliveries(ROSA)]
    tell(year, ROSA, days=OTHER_DAYS)
    assert year.days(ROSA) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    swapped = [tips[n] for n in (1, 0, 3, 2, 5, 4)]
    assert [row.tip_id for row in year.deliveries(ROSA)] == swapped


def test_fewer_and_a_pause_are_decided_when_the_texts_are_due(running: Year) -> None:
    tell(running, JORGE, per_week=1)
    tell(running, CARMEN, paused_until=MONDAY + timedelta(days=4))
    for day in (2, 4):
        running.plan_and_send(MONDAY + timedelta(days=day))
    assert running.outcomes(JORGE)[:3] == [SENT, SENT, Reason.FEWER]
    assert running.outcomes(CARMEN)[:3] == [SENT, Reason.PAUSED, SENT]
    tell(running, CARMEN, paused_until=None)
    tell(running, JORGE, per_week=2)
    assert entries(running) == [Word.FEWER, Word.PAUSE, Word.MORE]


@pytest.mark.parametrize("until", [MONDAY, MONDAY - timedelta(days=1), MONDAY + timedelta(days=400)])
def test_a_pause_ends_on_a_day_of_the_coming_year(running: Year, until: date) -> None:
    with pytest.raises(Invalid):
        tell(running, JORGE, paused_until=until)
