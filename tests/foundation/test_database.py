"""Units of work, and what the columns promise."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.orm import Session

from app.foundation.database import Database, add_or_ignore, fold, insert_or_ignore, is_added
from app.schools.school import School

NOON = datetime(2026, 3, 3, 20, 0, 0, 123_456, tzinfo=UTC)
CEDAR = {"name": "Cedar", "time_zone": "America/Denver", "office_phone": "(206) 555-0171", "created_at": NOON}


def cedar(**changed: object) -> School:
    return School(**{**CEDAR, **changed})


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(School.name)))


def test_returning_commits_and_raising_rolls_back(database: Database) -> None:
    def fail(session: Session) -> None:
        session.add(cedar(name="undone"))
        session.flush()
        raise ZeroDivisionError

    with database.writing() as session:
        session.add(cedar(name="kept"))
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        fail(session)
    assert names(database) == ["kept"]


def test_a_reading_unit_cannot_write(database: Database) -> None:
    with pytest.raises(SQLAlchemyError), database.reading() as session:
        session.execute(text("delete from schools"))
    with pytest.raises(SQLAlchemyError), database.reading() as session:
        add_or_ignore(session, School, CEDAR)
    assert names(database) == []


def test_what_the_server_has_planned_is_kept_from_one_reading_unit_to_the_next(database: Database) -> None:
    if database.is_sqlite:
        return
    for _ in range(20):
        with database.reading() as session:
            session.execute(text("select 42")).one()
        database.time()
    with database.reading() as session:
        planned = session.scalars(text("select statement from pg_prepared_statements")).all()
    assert "select 42" in planned


def test_a_reading_unit_drops_what_was_changed_in_it(database: Database) -> None:
    with database.writing() as session:
        session.add(cedar())
    with database.reading() as session:
        session.scalars(select(School)).one().name = "Pine"
        session.add(cedar(name="Oak"))
    assert names(database) == ["Cedar"]


def test_a_connection_that_was_read_with_can_be_written_with_afterwards(database: Database) -> None:
    for number in range(3):
        names(database)
        with database.writing() as session:
            session.add(cedar(name=str(number)))
    assert names(database) == ["0", "1", "2"]


def test_many_writers_at_once_all_get_their_turn(database: Database) -> None:
    def write(number: int) -> None:
        with database.writing() as session:
            session.add(cedar(name=str(number)))
            session.flush()
            session.scalars(select(School.name)).all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, names(database))) == list(range(20))


def test_a_moment_is_kept_to_the_microsecond_and_comes_back_in_utc(database: Database) -> None:
    with database.writing() as session:
        session.add(cedar(created_at=NOON.astimezone(timezone(timedelta(hours=-8)))))
    with database.reading() as session:
        moment = session.scalars(select(School.created_at)).one()
        assert (moment, moment.tzinfo) == (NOON, UTC)
        assert session.scalars(select(School.id).where(School.created_at == NOON)).all()


def test_a_moment_without_a_zone_is_refused_rather_than_guessed(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.writing() as session:
        session.add(cedar(created_at=NOON.replace(tzinfo=None)))


def test_adding_what_is_there_already_adds_nothing_and_says_so(database: Database) -> None:
    from app.consent.opt_out import OptOut  # noqa: PLC0415 - any table with a unique key would do

    with database.writing() as session:
        school = cedar()
        session.add(school)
        session.flush()
        row = {"school_id": school.id, "e164": "+12065550111", "source": "staff", "opened_at": NOON}
        first = add_or_ignore(session, OptOut, row)
        assert first is not None
        assert add_or_ignore(session, OptOut, row) is None
        other = {**row, "e164": "+12065550112"}
        wish = insert_or_ignore(session, OptOut).values(**other)
        assert [is_added(session, wish), is_added(session, wish)] == [True, False]
        assert len(session.scalars(select(OptOut)).all()) == 2


def test_what_breaks_another_promise_is_still_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        add_or_ignore(session, School, CEDAR | {"hourly_cap": 0})


@pytest.mark.parametrize(
    ("kept", "typed", "is_found"),
    [
        ("Núñez", "nunez", True),
        ("MUÑOZ", "muñoz", True),
        ("Müller", "muller", True),
        ("José Ángel", "jose angel", True),
        ("Núñez", "numez", False),
    ],
)
def test_names_are_compared_without_accents_and_capitals_on_either_database(
    database: Database, kept: str, typed: str, is_found: bool
) -> None:
    with database.writing() as session:
        session.add(cedar(name=kept))
    with database.reading() as session:
        found = session.scalars(select(School.id).where(fold(School.name) == fold(typed))).all()
        assert bool(found) is is_found


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(
            text(
                "insert into inboxes (school_id, kind, name) values (987654, 'office', 'of a school that is not')"
            )
        )


def test_a_database_tells_whether_it_answers(database: Database) -> None:
    assert database.is_reachable()
    gone = Database("postgresql+psycopg://nobody@/nowhere?host=/nonexistent")
    assert not gone.is_reachable()
    gone.close()


def test_sqlite_keeps_what_it_has_acknowledged_when_the_power_fails(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        pragmas = {
            name: session.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
