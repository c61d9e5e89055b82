"""The calendar file of an event, as a phone reads it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from app.events.calendar_file import calendar_file
from app.events.event import Event
from app.events.planning.change import announce_change, call_off_date
from app.events.planning.forms import ChangeForm, DateForm
from tests.events.planning import PLACE, SECOND, SUPPER, draft, invited
from tests.support.cast import LEE, Stage

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
ABOUT = {"en": "Dinner is on us; bring a book, or two.", "es": "Habrá cena; traigan un libro, o dos."}


def entries(stage: Stage, event: Event, language: str = "en") -> list[Any]:
    return read(calendar_file(event, stage.cast.school, language).decode())


def read(file: str) -> list[Any]:
    """Its entries, each a mapping of what the standard names."""
    return Calendar.from_ical(file).walk("VEVENT")


def test_every_date_stands_in_it_by_the_schools_clock(stage: Stage) -> None:
    event = draft(stage, SUPPER, replace(SECOND, place={"en": "Gym", "es": "Gimnasio"}), about=ABOUT)
    first, second = entries(stage, event)
    assert first["dtstart"].dt == datetime(2026, 3, 12, 18, tzinfo=LOS_ANGELES)
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(minutes=90)
    assert (first["summary"], first["location"]) == ("Family reading night", PLACE["en"])
    assert (second["location"], str(second["status"])) == ("Gym", "CONFIRMED")
    assert first["uid"] != second["uid"]
    assert ABOUT["en"] in first["description"]
    assert stage.cast.school.office_phone in first["description"]


def test_it_speaks_the_language_it_was_asked_for_in(stage: Stage) -> None:
    (only,) = entries(stage, draft(stage, about=ABOUT), "es")
    assert (only["summary"], only["location"]) == ("Noche de lectura en familia", PLACE["es"])
    assert only["description"].startswith(ABOUT["es"])


def test_the_zone_is_told_so_that_it_is_right_in_summer_and_in_winter(stage: Stage) -> None:
    dates = [DateForm(date(2026, month, 4), time(18), time(19)) for month in (3, 4, 11)]
    file = calendar_file(draft(stage, *dates), stage.cast.school, "en").decode()
    assert "BEGIN:VTIMEZONE\r\nTZID:America/Los_Angeles" in file
    assert [one["dtstart"].dt.utcoffset() for one in read(file)] == [
        timedelta(hours=hours) for hours in (-8, -7, -8)
    ]


def test_a_calendar_that_has_it_already_learns_of_changes(stage: Stage) -> None:
    event = invited(stage, SUPPER, SECOND)
    before = entries(stage, event)
    by, school = stage.cast.staff[LEE], stage.cast.school
    announce_change(
        stage.session, school, event, event.dates[0], ChangeForm(begins=time(17)), by=by, now=stage.now
    )
    call_off_date(stage.session, school, event, event.dates[1], words={}, by=by, now=stage.now)
    moved, off = entries(stage, event)
    assert [one["uid"] for one in (moved, off)] == [one["uid"] for one in before]
    assert [one["sequence"] for one in (*before, moved, off)] == [0, 0, 1, 1]
    assert moved["dtstart"].dt.time() == time(17)
    assert (str(moved["status"]), str(off["status"])) == ("CONFIRMED", "CANCELLED")


def test_nothing_is_different_in_it_while_nothing_changes(stage: Stage) -> None:
    event = draft(stage)
    assert calendar_file(event, stage.cast.school, "en") == calendar_file(event, stage.cast.school, "en")
