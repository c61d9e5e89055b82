from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.foundation.database import Database
from app.foundation.errors import Forbidden, Invalid
from app.inbox.assignment import add_note, assign, close, reopen, snooze
from app.inbox.inbox import ThreadEvent, ThreadEventKind
from app.messages.message import Message
from tests.dashboard.school import SchoolYard, lincoln

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def yard(database: Database) -> Iterator[SchoolYard]:
    with database.writing() as session:
        yield lincoln(session, NOW)


def written(yard: SchoolYard, name: str) -> list[ThreadEventKind]:
    yard.session.flush()
    thread = yard.threads[name]
    return list(
        yard.session.scalars(
            select(ThreadEvent.kind).where(ThreadEvent.thread_id == thread.id).order_by(ThreadEvent.id)
        )
    )


def test_assigning_is_written_down_once(yard: SchoolYard) -> None:
    thread, lee = yard.threads["Mateo"], yard.staff["Ms. Lee"]
    for _ in range(2):
        assign(yard.session, yard.school, thread, lee.id, by=lee, now=NOW)
    assign(yard.session, yard.school, thread, None, by=lee, now=NOW)
    assert thread.assigned_to is None
    assert written(yard, "Mateo") == [ThreadEventKind.ASSIGNED, ThreadEventKind.UNASSIGNED]


@pytest.mark.parametrize("name", ["Mr. Diaz", "Mx. Kim"])
def test_a_thread_is_not_given_to_one_who_could_not_see_it(yard: SchoolYard, name: str) -> None:
    with pytest.raises(Forbidden):
        assign(
            yard.session,
            yard.school,
            yard.threads["Mateo"],
            yard.staff[name].id,
            by=yard.staff["Ms. Lee"],
            now=NOW,
        )


def test_closing_ends_the_wait_and_the_snooze(yard: SchoolYard) -> None:
    thread, lee = yard.threads["Ana"], yard.staff["Ms. Lee"]
    snooze(yard.session, thread, NOW + timedelta(days=1), by=lee, now=NOW)
    close(yard.session, thread, by=lee, now=NOW)
    close(yard.session, thread, by=lee, now=NOW)
    assert (thread.waiting_since, thread.snoozed_until, thread.closed_at) == (None, None, NOW)
    reopen(yard.session, thread, by=lee, now=NOW)
    reopen(yard.session, thread, by=lee, now=NOW)
    assert thread.closed_at is None
    assert written(yard, "Ana")[1:] == [
        ThreadEventKind.SNOOZED,
        ThreadEventKind.CLOSED,
        ThreadEventKind.REOPENED,
    ]


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(days=-1), timedelta(days=1_000)])
def test_a_snooze_is_until_a_moment_that_is_to_come(yard: SchoolYard, wait: timedelta) -> None:
    with pytest.raises(Invalid):
        snooze(yard.session, yard.threads["Ana"], NOW + wait, by=yard.staff["Ms. Lee"], now=NOW)


def test_a_note_is_no_message(yard: SchoolYard) -> None:
    before = yard.session.scalars(select(Message.id)).all()
    add_note(yard.session, yard.threads["Ana"], " Called home.\r\n", by=yard.staff["Ms. Lee"], now=NOW)
    yard.session.flush()
    assert yard.session.scalars(select(Message.id)).all() == before
    assert written(yard, "Ana")[-1] is ThreadEventKind.NOTE


@pytest.mark.parametrize("words", ["", " \n", "x" * 4_001])
def test_a_note_has_words_but_not_without_end(yard: SchoolYard, words: str) -> None:
    with pytest.raises(Invalid):
        add_note(yard.session, yard.threads["Ana"], words, by=yard.staff["Ms. Lee"], now=NOW)


def test_everything_that_staff_do_is_seen_by_open_pages(yard: SchoolYard) -> None:
    thread, lee = yard.threads["Ana"], yard.staff["Ms. Lee"]
    versions = [thread.version]
    acts: list[Callable[[], None]] = [
        lambda: assign(yard.session, yard.school, thread, lee.id, by=lee, now=NOW),
        lambda: add_note(yard.session, thread, "x", by=lee, now=NOW),
        lambda: snooze(yard.session, thread, NOW + timedelta(days=1), by=lee, now=NOW),
        lambda: close(yard.session, thread, by=lee, now=NOW),
        lambda: reopen(yard.session, thread, by=lee, now=NOW),
    ]
    for act in acts:
        act()
        versions.append(thread.version)
    assert versions == sorted(set(versions))
