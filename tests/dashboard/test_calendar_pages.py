"""The school calendar on the screen: told by the office, read by all, and never half saved."""

import re
from datetime import date

import pytest

from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar
from app.staff.staff_member import StaffMember
from tests.dashboard.conftest import Site, Visitor, words_of
from tests.dashboard.school import found
from tests.dashboard.tips import with_calendar

YEAR = {"first_day": "2026-09-01", "last_day": "2027-06-11"}


@pytest.fixture
def ruiz(site: Site) -> Visitor:
    return site.as_staff("Sra. Ruiz")


@pytest.fixture
def principal(site: Site) -> Visitor:
    return site.as_staff("Dr. Okafor")


def known(site: Site, day: date = date(2026, 11, 23)) -> SchoolCalendar | None:
    with site.database.reading() as session:
        return find_calendar(session, session.get_one(School, site.yard.school.id), day)


def save(visitor: Visitor, *rows: tuple[str, str, str], **year: str) -> str:
    """Posts the form with these rows of breaks; returns what the answer says, or where it leads."""
    typed: dict[str, object] = {**YEAR, **year}
    for place, column in enumerate(("name", "first", "last")):
        typed[column] = [row[place] for row in rows]
    answer = visitor.post("/calendar", typed)
    return answer.headers.get("location") or words_of(answer.text) + answer.text


def test_the_office_tells_the_year_and_its_breaks(site: Site, ruiz: Visitor) -> None:
    there = save(
        ruiz, ("Acción de Gracias", "2026-11-26", "2026-11-27"), ("", "", ""), ("Un día", "2026-10-12", "")
    )
    assert there.startswith("/calendar?year=")
    calendar = known(site)
    assert calendar is not None
    assert (calendar.first_day_on, calendar.last_day_on) == (date(2026, 9, 1), date(2027, 6, 11))
    assert calendar.breaks == (
        (date(2026, 10, 12), date(2026, 10, 12)),
        (date(2026, 11, 26), date(2026, 11, 27)),
    )
    html = ruiz.get(there).text
    assert 'value="Acción de Gracias"' in html
    assert 'value="2026-11-27"' in html


def test_a_row_that_was_emptied_is_taken_out(site: Site, ruiz: Visitor) -> None:
    with_calendar(site)
    save(ruiz, ("", "", ""), ("Thanksgiving", "2026-11-26", "2026-11-27"))
    calendar = known(site)
    assert calendar is not None
    assert calendar.breaks == ((date(2026, 11, 26), date(2026, 11, 27)),)


CASES: list[tuple[tuple[str, str, str], dict[str, str], str]] = [
    (("Trip", "2026-11-05", "2026-11-03"), {}, "This break ends before it begins: Trip"),
    (("Trip", "2028-11-05", ""), {}, "This break lies outside the school year: Trip"),
    (("", "2026-11-05", ""), {}, "Give every break a name, as families know it."),
    (("Trip", "", "2026-11-05"), {}, "Its first day is not a date: Trip"),
    (("Trip", "2026-11-05", "11/06/2026"), {}, "Its last day is not a date: Trip"),
    (("T" * 81, "2026-11-05", ""), {}, "This name is too long"),
    (("Trip", "2026-11-05", ""), {"first_day": ""}, "The first day of school is not a date."),
    (("Trip", "2026-11-05", ""), {"last_day": "soon"}, "The last day of school is not a date."),
    (("Trip", "2026-11-05", ""), {"last_day": "2026-08-01"}, "A school year ends after it begins"),
    (("Trip", "2026-11-05", ""), {"last_day": "2028-06-11"}, "A school year ends after it begins"),
]


def test_what_cannot_be_meant_is_named_and_changes_nothing(site: Site, principal: Visitor) -> None:
    with_calendar(site)
    before = known(site)
    for row, year, complaint in CASES:
        said = save(principal, ("New Year", "2027-01-04", ""), row, **year)
        assert complaint in said
        assert "Nothing was saved." in said
        assert 'value="New Year"' in said, "what was typed is still there"
        assert known(site) == before, complaint


def test_another_year_is_told_beside_this_one(site: Site, principal: Visitor) -> None:
    with_calendar(site)
    assert 'name="first_day" value=""' in principal.get("/calendar?new=1").text
    there = save(principal, first_day="2027-09-01", last_day="2028-06-09")
    assert 'name="first_day" value="2027-09-01"' in principal.get(there).text
    calendar = known(site)
    assert calendar is not None
    assert calendar.first_day_on == date(2026, 9, 1)
    assert len(calendar.breaks) == 3


def test_teachers_read_it_and_cannot_change_it(site: Site) -> None:
    lee = site.as_staff("Ms. Lee")
    assert "Nobody has set it yet." in lee.read("/calendar")
    with_calendar(site)
    page = lee.read("/calendar")
    assert re.search(r"Winter break Dec 21\W+Jan 1", page)
    assert "Save" not in page
    assert lee.post("/calendar", YEAR).status_code == 403


def test_a_year_of_another_school_is_not_there(site: Site, principal: Visitor) -> None:
    with_calendar(site)
    year = save(principal).removeprefix("/calendar?year=")
    with site.database.writing() as session:
        other = found(session, site.clock(), name="Elsewhere", lines="02")
        session.get_one(StaffMember, site.yard.staff["Dr. Okafor"].id).school_id = other.school.id
    stranger = site.as_staff("Dr. Okafor")
    assert stranger.get(f"/calendar?year={year}").status_code == 404
    assert "Thanksgiving" not in stranger.read("/calendar")
    save(stranger)
    assert known(site) is not None
