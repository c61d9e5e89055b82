from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.errors import NotFound
from app.inbox.inbox import InboxKind
from app.inbox.queries import Sight, get_thread, look_at_thread, people_around, sight_of
from app.inbox.queues import COUNTS_STOP_AT, Queue, count_queues, list_threads, newest_changes
from tests.dashboard.school import SchoolYard, lincoln

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def yard(session: Session) -> SchoolYard:
    return lincoln(session, NOW)


def sight(yard: SchoolYard, who: str) -> Sight:
    return sight_of(yard.session, yard.school, yard.staff[who])


def titles(yard: SchoolYard, who: str, queue: Queue) -> list[str]:
    names = {thread.id: name for name, thread in yard.threads.items()}
    rows, _ = list_threads(yard.session, sight(yard, who), queue, now=NOW)
    return [names[row.thread.id] for row in rows]


def crowd(yard: SchoolYard, inbox: str, count: int) -> None:
    for number in range(count):
        thread = yard.thread(f"{inbox} {number}", yard.phone(f"{len(yard.threads):05}"), inbox)
        yard.from_family(thread, "Hello", timedelta(minutes=number))


@pytest.mark.parametrize("who", ["Ms. Lee", "Mr. Diaz", "Sra. Ruiz", "Dr. Okafor", "Mx. Kim"])
def test_every_count_is_the_length_of_its_list(yard: SchoolYard, who: str) -> None:
    yard.threads["Ana"].snooze(NOW + timedelta(hours=1), now=NOW)
    yard.session.flush()
    counts = count_queues(yard.session, sight(yard, who), now=NOW)
    assert counts == {queue: len(titles(yard, who, queue)) for queue in counts}


def test_counts_stop(yard: SchoolYard) -> None:
    crowd(yard, "Front office", COUNTS_STOP_AT + 20)
    assert count_queues(yard.session, sight(yard, "Sra. Ruiz"), now=NOW)[Queue.WAITING] == COUNTS_STOP_AT


def test_somebody_who_has_no_inbox_sees_nothing(yard: SchoolYard) -> None:
    person = yard.hire("Mr. New", "new@lincoln.example", yard.staff["Ms. Lee"].role)
    nothing = sight_of(yard.session, yard.school, person)
    assert all(count == 0 for count in count_queues(yard.session, nothing, now=NOW).values())
    assert all(list_threads(yard.session, nothing, queue, now=NOW) == ([], None) for queue in Queue)
    assert newest_changes(yard.session, nothing) == []


@pytest.mark.parametrize("inboxes", [2, 12])
def test_pages_follow_one_another_over_however_many_inboxes(yard: SchoolYard, inboxes: int) -> None:
    teacher = yard.hire("Mr. Many", "many@lincoln.example", yard.staff["Ms. Lee"].role)
    for number in range(inboxes):
        yard.open_inbox(f"Class {number}", InboxKind.SECTION, teacher, section=f"{number} class")
        crowd(yard, f"Class {number}", 15)
    seen, after = [], None
    for _ in range(100):
        rows, after = list_threads(
            yard.session, sight(yard, "Mr. Many"), Queue.ALL, now=NOW, after=after, limit=7
        )
        seen += [(row.thread.last_message_at, row.thread.id) for row in rows]
        if after is None:
            break
    assert len(seen) == inboxes * 15
    assert seen == sorted(set(seen), reverse=True)


def test_a_thread_given_to_a_colleague_waits_for_them_alone(yard: SchoolYard) -> None:
    yard.threads["Leo"].waiting_since = NOW
    yard.threads["Leo"].assign(yard.staff["Dr. Okafor"].id, now=NOW)
    yard.session.flush()
    assert titles(yard, "Dr. Okafor", Queue.WAITING) == ["Leo"]
    assert titles(yard, "Mr. Diaz", Queue.WAITING) == []


def test_a_snooze_that_is_over_puts_an_answered_thread_back_on_the_desk(yard: SchoolYard) -> None:
    yard.threads["Leo"].snooze(NOW - timedelta(minutes=1), now=NOW)
    yard.session.flush()
    assert titles(yard, "Mr. Diaz", Queue.WAITING) == ["Leo"]


def test_a_thread_beyond_sight_does_not_exist(yard: SchoolYard) -> None:
    with pytest.raises(NotFound):
        get_thread(yard.session, sight(yard, "Ms. Lee"), yard.threads["Leo"].id)
    with pytest.raises(NotFound):
        look_at_thread(yard.session, sight(yard, "Dr. Okafor"), yard.threads["counselor"].id)


def test_a_thread_is_opened_with_the_standing_of_its_number(yard: SchoolYard) -> None:
    lee = sight(yard, "Ms. Lee")
    assert look_at_thread(yard.session, lee, yard.threads["Ana"].id).standing.may_be_texted
    assert look_at_thread(yard.session, lee, yard.threads["Emma"].id).standing.opt_out is not None
    assert look_at_thread(yard.session, lee, yard.threads["Mateo"].id).standing.review is not None


def test_those_who_see_an_inbox_are_its_members_and_the_principal(yard: SchoolYard) -> None:
    def names(inbox: str) -> list[str]:
        return [p.name for p in people_around(yard.session, yard.school, set(), yard.inboxes[inbox]).who_see]

    assert names("Ms. Lee") == ["Dr. Okafor", "Ms. Lee"]
    assert names("Counselor") == ["Mx. Kim"]
    yard.staff["Ms. Lee"].deactivated_at = NOW
    yard.session.flush()
    assert names("Ms. Lee") == ["Dr. Okafor"]


@pytest.mark.parametrize("queue", [Queue.ALL, Queue.CLOSED])
def test_a_thread_whose_texts_have_all_moved_away_is_in_no_list(yard: SchoolYard, queue: Queue) -> None:
    thread = yard.threads["Ana"]
    thread.close(now=NOW)
    yard.session.flush()
    assert "Ana" in titles(yard, "Ms. Lee", queue)
    thread.last_message_id = None
    yard.session.flush()
    assert "Ana" not in titles(yard, "Ms. Lee", queue)
