"""What did not go of announcements lately, each for its reasons."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import LeftOut
from app.broadcasts.report.not_gone import broadcasts_not_gone
from app.broadcasts.sending.cancel import cancel_rest
from app.consent.opt_out import OptOut, OptOutSource
from app.demo.cast import Cast
from app.foundation.database import Database
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from tests.broadcasts.announcing import Announcing
from tests.support.cast import CARMEN, JORGE, LEE, MAYA, NOON, ROSA, make_cast

S = DeliveryStatus
LOOK_BACK = timedelta(weeks=2)

Told = list[tuple[int, str, str | None, int]]


@pytest.fixture
def school(town: Database) -> Announcing:
    return Announcing(town)


def not_gone(school: Announcing) -> Told:
    """By announcement, stand and reason: how many families, in the order in which it is told."""
    here = school.do(lambda _, cast: cast.school)
    with school.town.reading() as session:
        found = broadcasts_not_gone(session, here, since=school.now - LOOK_BACK, now=school.now)
        return [
            (one.broadcast.id, one.stand.value, one.why.value if one.why else None, one.families)
            for one in found
        ]


def becomes(school: Announcing, number: str, status: S) -> None:
    message_id = school.message(number).id
    statement = update(Message).where(Message.id == message_id).values(status=status)
    school.do(lambda session, _: session.execute(statement))


def stops(school: Announcing, number: str) -> None:
    def deed(session: Session, cast: Cast) -> None:
        source = OptOutSource.KEYWORD
        session.add(OptOut(school_id=cast.school.id, e164=number, source=source, opened_at=school.now))

    school.do(deed)


def cancel(school: Announcing, broadcast_id: int) -> None:
    def deed(session: Session, cast: Cast) -> None:
        broadcast = session.get_one(Broadcast, broadcast_id)
        cancel_rest(session, cast.school, broadcast, by=cast.staff[LEE], now=school.now)

    school.do(deed)


def test_who_was_given_no_text_counts_and_what_failed_or_still_waits_does_not(school: Announcing) -> None:
    stops(school, ROSA)
    school.lose_number("Diego")
    one = school.release()
    school.hand_over()
    becomes(school, MAYA, S.SUPPRESSED)
    becomes(school, CARMEN, S.UNDELIVERED)
    stopped, no_number = LeftOut.STOPPED.value, LeftOut.NO_NUMBER.value
    assert not_gone(school) == [(one, "not_texted", stopped, 2), (one, "not_texted", no_number, 1)]


def test_what_was_paused_until_it_was_stale_did_not_go(school: Announcing) -> None:
    one = school.release()
    school.hand_over()
    becomes(school, JORGE, S.DELIVERED)
    waiting = len(school.all(Message, Message.status == S.QUEUED))
    assert not_gone(school) == []
    school.wait(hours=21)
    assert not_gone(school) == [(one, "not_texted", LeftOut.TOO_LATE.value, waiting)]


def test_what_somebody_cancelled_did_not_go_whether_or_not_it_was_handed_over(school: Announcing) -> None:
    never = school.release(expected=7)
    cancel(school, never)
    school.wait(minutes=1)
    begun = school.release()
    school.hand_over()
    becomes(school, JORGE, S.DELIVERED)
    families = len(school.all(Message)) - 1
    cancel(school, begun)
    assert not_gone(school) == [(begun, "cancelled", None, families), (never, "cancelled", None, 7)]
    assert school.broadcast(begun).state is BroadcastState.CANCELLED


def test_what_is_ahead_or_long_ago_is_not_told(school: Announcing) -> None:
    stops(school, ROSA)
    school.release()
    school.hand_over()
    assert len(not_gone(school)) == 1
    school.release(send_at=school.now + timedelta(hours=1))
    assert len(not_gone(school)) == 1
    school.wait(days=15)
    assert not_gone(school) == []


def test_two_statements_that_look_at_indexes_tell_of_any_number_of_announcements(
    sqlite_url: str,
) -> None:
    """Asked of SQLite, which chooses its way however little there is."""
    school = Announcing(Database(sqlite_url))
    make_cast(school.town, NOON)
    stops(school, ROSA)
    asked: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:  # noqa: ANN401 - as the driver was told
        if not told[2].startswith("BEGIN"):
            asked.append((told[2], told[3]))

    reader = school.town._reader  # noqa: SLF001 - pages read through it, and nothing else shows what they ask
    event.listen(reader, "before_cursor_execute", note)
    for _ in range(3):
        school.release()
        school.hand_over()
        asked.clear()
        not_gone(school)
        assert len(asked) == 2
    with reader.connect() as connection:
        plans = [
            row[3]
            for statement, values in [*asked]
            for row in connection.exec_driver_sql(f"explain query plan {statement}", values)
        ]
    school.town.close()
    assert not [plan for plan in plans if plan.startswith(("SCAN messages", "SCAN broadcast"))], plans
    for name in ("ix_messages_of_batch", "ix_broadcast_recipients_left_out"):
        assert any(name in plan for plan in plans), plans
