"""When the rest of an announcement will have left, and what holds it back."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.broadcasts.report.outlook import Course, Line, Situation, outlook
from app.broadcasts.report.sheet import plain_cell, sheet_rows
from app.schools.texting_hours import TextingHours

ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOURS = TextingHours(ZONE, time(9), time(20))
LEAVES = Situation(
    waiting=600,
    for_person=2,
    is_cancelled=False,
    is_paused=False,
    is_school_paused=False,
    is_emergency=False,
    in_own_hours=False,
    send_at=NOON - MINUTE,
    not_after=NOON + timedelta(hours=40),
    hours=HOURS,
    lines=(Line(1.0, is_stopped=False, until_end=400), Line(1.0, is_stopped=False, until_end=200)),
    segments_each=1.5,
    others=0,
    waits_since=NOON - MINUTE,
    left_lately=60,
    watched_since=NOON - MINUTE,
)


@pytest.mark.parametrize(
    ("changed", "course"),
    [
        ({"waiting": 0}, Course.DONE),
        ({"is_cancelled": True}, Course.CANCELLED),
        ({"waiting": 2}, Course.FOR_PERSON),
        ({"is_paused": True}, Course.PAUSED),
        ({"is_school_paused": True}, Course.SCHOOL_PAUSED),
        ({"is_school_paused": True, "is_emergency": True}, Course.LEAVING),
        ({"lines": (Line(1.0, is_stopped=True, until_end=5),)}, Course.LINE_STOPPED),
        ({"lines": (Line(1.0, is_stopped=True, until_end=0), *LEAVES.lines)}, Course.LEAVING),
        ({"send_at": NOON + MINUTE}, Course.AHEAD),
        ({"in_own_hours": True}, Course.OWN_HOURS),
        ({"left_lately": 0, "others": 9}, Course.BUSY),
        ({"others": 9}, Course.LEAVING),
        ({"waits_since": NOON - 3 * MINUTE}, Course.LEAVING),
        ({"left_lately": 0, "waits_since": NOON - 3 * MINUTE}, Course.SILENT),
        ({"left_lately": 0}, Course.LEAVING),
    ],
)
def test_the_first_thing_that_holds_it_back_is_told(changed: dict[str, object], course: Course) -> None:
    assert outlook(replace(LEAVES, **changed), now=NOON).course is course  # type: ignore[arg-type]


def test_it_ends_with_the_slowest_line_or_later_where_less_has_left_than_could() -> None:
    assert outlook(LEAVES, now=NOON).ends_at == NOON + 10 * MINUTE  # 400 texts of a segment and a half
    slower = replace(LEAVES, left_lately=30)
    assert outlook(slower, now=NOON).ends_at == NOON + 20 * MINUTE
    too_short_to_tell = replace(slower, watched_since=NOON - timedelta(seconds=5))
    assert outlook(too_short_to_tell, now=NOON).ends_at == NOON + 10 * MINUTE


def test_outside_texting_hours_it_goes_on_in_the_morning_unless_it_is_an_emergency() -> None:
    evening = datetime(2026, 11, 24, 3, 55, tzinfo=UTC)  # five to eight in Los Angeles
    lasting = replace(LEAVES, send_at=evening, watched_since=evening, left_lately=0, waits_since=evening)
    tomorrow = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)
    assert outlook(lasting, now=evening).ends_at == tomorrow  # five minutes now, and five after nine
    night = outlook(lasting, now=evening + 30 * MINUTE)
    assert (night.course, night.begins_at) == (Course.OUTSIDE_HOURS, tomorrow - 5 * MINUTE)
    emergency = outlook(replace(lasting, is_emergency=True), now=evening + 30 * MINUTE)
    assert emergency.course is Course.SILENT
    assert not night.is_too_slow
    assert outlook(replace(lasting, not_after=tomorrow - MINUTE), now=evening).is_too_slow


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "+1 206", "-2", "@SUM(A1)", "\tx", "\rx", " =1", "\uff1d1+1"]
)
def test_no_cell_of_a_sheet_is_a_formula(words: str) -> None:
    assert plain_cell(words) == f"'{words}"
    assert plain_cell("Ana María") == "Ana María"
    assert sheet_rows([['Ana "la mayor"', "3A, 5B"]]) == '"Ana ""la mayor""","3A, 5B"\r\n'
