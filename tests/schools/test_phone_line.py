"""A line's turn, and its standing at the provider."""

from datetime import timedelta

from app.schools.phone_line import PhoneLine
from tests.support.cast import NOON

SECOND = timedelta(seconds=1)


def line(rate: float = 1.0) -> PhoneLine:
    return PhoneLine(segments_per_second=rate)


def test_a_line_is_busy_for_as_long_as_its_segments_take() -> None:
    toll_free = line(3.0)
    toll_free.take_turn(6, now=NOON)
    assert toll_free.next_free_at == NOON + 2 * SECOND


def test_texts_that_follow_one_another_queue_up() -> None:
    busy = line()
    busy.take_turn(2, now=NOON)
    busy.take_turn(3, now=NOON + SECOND)
    assert busy.next_free_at == NOON + 5 * SECOND


def test_a_line_that_was_idle_has_saved_nothing_up() -> None:
    idle = line()
    idle.take_turn(1, now=NOON - timedelta(hours=1))
    idle.take_turn(1, now=NOON)
    assert idle.next_free_at == NOON + SECOND


def test_the_first_trouble_that_paused_a_line_is_the_one_that_is_told() -> None:
    paused = line()
    paused.pause("30034", now=NOON)
    paused.pause("20003", now=NOON + SECOND)
    assert (paused.paused_code, paused.paused_at) == ("30034", NOON)
    paused.resume()
    assert (paused.paused_code, paused.paused_at) == (None, None)
