"""An announcement whose workers are killed again and again, and one that is cancelled in the middle."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient
from app.broadcasts.sending.cancel import cancel_rest
from app.foundation.database import Database
from app.messages.attempt import DeliveryAttempt
from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message
from app.roster.group import Group, GroupPhone
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember
from tests.soak.outcome import check_nothing_lost_or_doubled
from tests.soak.school import Ask, found, outgoing, standing_of_outbox
from tests.soak.test_kill_minus_nine import all_settled, let_minutes_pass
from tests.soak.waiting import Figure, wait_until
from tests.support.announcement import released
from tests.support.installation import Installation
from tests.support.servers import Server

SEED = 20261122


@pytest.mark.soak
def test_everybody_is_told_once_however_often_a_worker_dies_and_nobody_after_a_cancel(
    installation: Installation, database: Database, sized: Callable[[int, int], int], figure: Figure
) -> None:
    kills, phones = sized(50, 1), sized(10_000, 120)
    chance = random.Random(SEED)
    provider = installation.start_provider()
    provider.misbehave(drop_callbacks=True)
    announcing = meet(database, phones)

    first = release(database, announcing)
    met: Counter[str] = Counter()
    for _ in range(kills):
        worker = installation.start_worker()
        met[kill_in_the_middle(worker, database, first, chance)] += 1
        provider.misbehave(next_store_then_drop=chance.choice([0, 1]))
    figure("deaths", ", ".join(f"{count} x {what}" for what, count in met.items()))
    let_minutes_pass(database)
    provider.behave()
    provider.misbehave(drop_callbacks=True)
    worker = installation.start_worker()
    wait_until(lambda: is_out(database, first), "all is handed over", within=sized(300, 30))
    wait_until(lambda: all_settled(database), "all are taken or shown to a person", within=sized(600, 30))
    asks, taken = asks_of(database), provider.taken()
    assert Counter(ask.to for ask in asks) == Counter(numbers(database)), "one text for each phone"
    shown = check_nothing_lost_or_doubled(asks, outgoing(database), taken)
    figure("told once", f"{len(taken)}, shown to a person {len(shown)}, told twice 0")

    provider.misbehave(api_latency=0.02)
    second, before = release(database, announcing), attempts(database)
    wait_until(lambda: attempts(database) > before + phones // 20, "some have left", every=0.01)
    cancel(database, second)
    claimed = attempts(database)
    wait_until(lambda: not standing_of_outbox(database).get(S.QUEUED), "the rest says so", within=60)
    time.sleep(1)
    assert worker.is_running(), worker.words()
    assert attempts(database) == claimed, "nobody after the cancel was committed"
    told = provider.taken()[len(taken) :]
    assert len(told) == len({text.to for text in told}) == claimed - before
    figure("cancelled", f"after {len(told)} of {phones}")


def kill_in_the_middle(worker: Server, database: Database, broadcast_id: int, chance: random.Random) -> str:
    """The worker has done some more of it and is no more; returns what it was at."""
    is_delivering = is_out(database, broadcast_id)
    count = attempts if is_delivering else recipients
    enough = count(database) + (chance.randint(1, 100) if is_delivering else 1)

    def has_done_more() -> bool:
        # Whoever was killed after the last page has left nothing of it but to say so.
        return count(database) >= enough or (not is_delivering and is_out(database, broadcast_id))

    wait_until(has_done_more, "it does some more", every=0.005)
    time.sleep(chance.uniform(0.0, 0.1))
    assert worker.is_running(), worker.words()
    worker.end(signal.SIGKILL)
    return "delivering" if is_delivering else "handing over"


def meet(database: Database, phones: int) -> int:
    """A school that texts at any hour, and a group of so many phones; returns the group."""
    found(database, phones=1, per_second=1_000.0)
    now = datetime.now(UTC)
    with database.writing() as session:
        school, person = one_of_each(session)
        group = Group(school_id=school.id, name="Everybody", created_by=person.id, created_at=now)
        session.add(group)
        session.flush()
        known = {"school_id": school.id, "created_at": now}
        ids = range(1_000, 1_000 + phones)
        session.execute(
            insert(PhoneNumber),
            [{**known, "id": n, "e164": f"+1206{2_200_000 + n}", "language": "en"} for n in ids],
        )
        session.execute(
            insert(GroupPhone), [{"group_id": group.id, "phone_number_id": n, "joined_at": now} for n in ids]
        )
        return group.id


def release(database: Database, group_id: int) -> int:
    now = datetime.now(UTC)
    with database.writing() as session:
        _, person = one_of_each(session)
        audience = Selection(SelectionKind.GROUPS, (group_id,)).to_json()
        return released(session, person, now=now, audience=audience).id


def cancel(database: Database, broadcast_id: int) -> None:
    with database.writing() as session:
        school, person = one_of_each(session)
        broadcast = session.get_one(Broadcast, broadcast_id)
        cancel_rest(session, school, broadcast, by=person, now=datetime.now(UTC))


def one_of_each(session: Session) -> tuple[School, StaffMember]:
    return session.scalars(select(School)).one(), session.scalars(select(StaffMember)).one()


def is_out(database: Database, broadcast_id: int) -> bool:
    with database.reading() as session:
        return session.get_one(Broadcast, broadcast_id).state is BroadcastState.SENT


def asks_of(database: Database) -> list[Ask]:
    """What each recipient should read, in the order of its text."""
    with database.reading() as session:
        rows = session.execute(
            select(Message.id, PhoneNumber.e164, Message.body)
            .join(BroadcastRecipient, BroadcastRecipient.message_id == Message.id)
            .join(PhoneNumber, PhoneNumber.id == BroadcastRecipient.phone_number_id)
            .order_by(Message.id)
        )
        return [Ask(*row) for row in rows]


def numbers(database: Database) -> list[str]:
    with database.reading() as session:
        return list(
            session.scalars(
                select(PhoneNumber.e164).join(GroupPhone, GroupPhone.phone_number_id == PhoneNumber.id)
            )
        )


def recipients(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(BroadcastRecipient)) or 0


def attempts(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(DeliveryAttempt)) or 0
