from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.inbox.queries import sight_of
from app.inbox.search import search
from tests.dashboard.school import SchoolYard, found, lincoln

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def yard(session: Session) -> SchoolYard:
    return lincoln(session, NOW)


def found_by(yard: SchoolYard, query: str, *, who: str = "Ms. Lee") -> list[str]:
    names = {thread.id: name for name, thread in yard.threads.items()}
    sight = sight_of(yard.session, yard.school, yard.staff[who])
    return [names[found.row.thread.id] for found in search(yard.session, sight, query)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ana", ["Ana"]),
        ("gonzalez", ["Ana"]),
        ("GONZÁLEZ", ["Ana"]),
        ("ana gonz", ["Ana"]),
        ("munoz", ["Lucía"]),
        ("lucia", ["Lucía"]),
        ("noah", ["Noah", "other home"]),
        ("priya", ["other home"]),
        ("reunion del jueves", ["Ana"]),
        ("¡Qué bonito!", ["Ana"]),
        ("0112", ["Mateo"]),
        ("(206) 555-0112", ["Mateo"]),
        ("zebra", []),
        ("a", []),
        ("", []),
        ("   ", []),
        ("100%", []),
        ("_", []),
        ("\\", []),
        ("'; drop table threads; --", []),
        ("x" * 5000, []),
    ],
)
def test_accents_capitals_and_the_way_numbers_are_written_do_not_matter(
    yard: SchoolYard, query: str, names: list[str]
) -> None:
    assert found_by(yard, query) == names


def test_only_what_is_within_sight_is_found(yard: SchoolYard) -> None:
    assert found_by(yard, "practica de futbol") == []
    assert found_by(yard, "practica de futbol", who="Mr. Diaz") == ["Leo"]
    assert found_by(yard, "Noah's week", who="Dr. Okafor") == []


def test_a_student_who_has_left_is_not_found_by_name(yard: SchoolYard) -> None:
    yard.students["Mateo"].left_at = NOW
    yard.session.flush()
    assert found_by(yard, "mateo ramirez") == []


def test_another_school_with_the_same_names_is_another_world(yard: SchoolYard) -> None:
    other = found(yard.session, NOW, name="Roosevelt", lines="02")
    person = other.hire("Ms. Far", "far@roosevelt.example", yard.staff["Dr. Okafor"].role)
    sight = sight_of(yard.session, other.school, person)
    assert search(yard.session, sight, "ana") == []


def test_the_newest_text_with_the_words_is_shown(yard: SchoolYard) -> None:
    thread = yard.threads["Ana"]
    yard.from_family(thread, "Gracias, nos vemos.", timedelta(0))
    sight = sight_of(yard.session, yard.school, yard.staff["Ms. Lee"])
    hit = search(yard.session, sight, "gracias")[0]
    assert hit.text is not None
    assert hit.text.body == "Gracias, nos vemos."
