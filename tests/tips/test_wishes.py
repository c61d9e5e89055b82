"""FEWER, MORE and PAUSE, texted as whole messages."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from app.foundation.errors import Invalid
from app.messages.message import MessageKind
from app.messages.thread import Thread
from app.tips.delivery import DeliveryState, Reason
from app.tips.wishes import set_wish
from tests.support.cast import AMINA, CARMEN, JORGE, LEE, MAYA, ROSA
from tests.tips.year import GRADES_3_TO_5, K_TO_2, Year

MONDAY = date(2026, 1, 12)
DAYS = [MONDAY + timedelta(days=n) for n in (0, 2, 4)]
SENT, PLANNED = DeliveryState.SENT, DeliveryState.PLANNED


@pytest.fixture
def running(year: Year) -> Year:
    """Every family has had its first tip."""
    year.begin(K_TO_2)
    year.plan_and_send(MONDAY)
    return year


def told(year: Year, number: str) -> list[str]:
    return [text.body for text in year.texts(number, MessageKind.AUTO_REPLY)]


def week(year: Year, number: str, n: int = 1) -> list[Reason | DeliveryState]:
    """A whole later week has passed; what became of its texts."""
    for day in DAYS:
        year.plan_and_send(day + timedelta(weeks=n))
    return year.outcomes(number)[3 * n :][:3]


def test_fewer_leaves_what_one_can_do_and_the_step_after_it(running: Year) -> None:
    running.text_in(MAYA, "Fewer!")
    assert week(running, MAYA) == [Reason.FEWER, SENT, SENT]
    assert "2 a week" in told(running, MAYA)[0]


def test_menos_leaves_in_the_end_nothing_and_says_how_to_get_it_back(running: Year) -> None:
    for _ in range(3):
        running.text_in(CARMEN, "menos")
    assert "1 por semana" in told(running, CARMEN)[1]
    assert "MÁS" in told(running, CARMEN)[2]
    assert week(running, CARMEN) == [Reason.FEWER] * 3
    running.text_in(CARMEN, "más")
    assert week(running, CARMEN, 2) == [Reason.FEWER, SENT, Reason.FEWER]


def test_the_count_is_what_the_phone_gets_in_all(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    year.plan_and_send(MONDAY)
    year.text_in(ROSA, "MENOS")
    assert "4 por semana" in told(year, ROSA)[0]


def test_a_pause_is_two_weeks_and_reads_back_until_when(running: Year) -> None:
    running.text_in(CARMEN, "¡Pausa!")
    assert (
        told(running, CARMEN)[0]
        .split(": ")[1]
        .startswith("Dos semanas de pausa, hasta el lunes, 26 de enero.")
    )
    assert week(running, CARMEN) == [Reason.PAUSED] * 3
    assert week(running, CARMEN, 2) == [SENT] * 3


def test_more_ends_a_pause(running: Year) -> None:
    running.text_in(MAYA, "pause")
    assert "Monday, January 26" in told(running, MAYA)[0]
    running.text_in(MAYA, "More")
    assert week(running, MAYA) == [SENT] * 3


def test_a_phone_of_unknown_language_is_answered_in_that_of_its_word(running: Year) -> None:
    running.text_in(AMINA, "PAUSA")
    assert "Dos semanas de pausa" in told(running, AMINA)[0]


@pytest.mark.parametrize("word", ["FEWER", "MENOS", "PAUSE", "MORE", "más"])
def test_from_a_phone_that_gets_no_tips_it_is_an_ordinary_text(year: Year, word: str) -> None:
    year.turn(MONDAY, 12)
    year.text_in(MAYA, word)
    assert told(year, MAYA) == []
    assert year.do(lambda s, _: s.query(Thread).one().waiting_since) is not None


def test_more_is_an_ordinary_text_where_nothing_was_given_up(running: Year) -> None:
    running.text_in(MAYA, "more")
    assert told(running, MAYA) == []


def test_within_other_words_it_is_an_ordinary_text(running: Year) -> None:
    running.text_in(MAYA, "fewer kids came than I thought")
    assert told(running, MAYA) == []
    assert week(running, MAYA) == [SENT] * 3


def test_the_word_leaves_the_conversation_as_it_was(running: Year) -> None:
    running.text_in(MAYA, "fewer")
    assert {t.waiting_since for t in running.do(lambda s, _: s.query(Thread).all())} == {None}


def test_staff_may_write_down_what_a_family_told(running: Year) -> None:
    running.do(
        lambda s, c: set_wish(
            s, c.school, c.phones[JORGE], per_week=1, at=time(9), by=c.staff[LEE], now=running.now
        )
    )
    assert week(running, JORGE) == [Reason.FEWER, SENT, Reason.FEWER]


@pytest.mark.parametrize(
    "wish", [{"per_week": 4}, {"per_week": 3, "at": time(22)}, {"per_week": 3, "days": (0, 0, 1)}]
)
def test_what_cannot_be_kept_is_refused(running: Year, wish: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        running.do(
            lambda s, c: set_wish(s, c.school, c.phones[JORGE], **wish, by=c.staff[LEE], now=running.now)
        )
