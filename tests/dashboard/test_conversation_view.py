"""An emergency in a family's conversation says whether it only practised one."""

from datetime import timedelta

from sqlalchemy import event

from app.broadcasts.broadcast import Topic, Urgency
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from tests.dashboard.conftest import Site, Visitor
from tests.dashboard.two_languages import at_work, thread_in
from tests.support.announcement import released

S = DeliveryStatus


def told(site: Site, body: str, *, is_drill: bool, tries: int = 1) -> None:
    """Ana's mother got it; the last of several tries is the one that stands in the report."""
    with at_work(site) as (session, yard):
        broadcast = released(
            session,
            yard.staff["Dr. Okafor"],
            now=yard.now,
            urgency=Urgency.EMERGENCY,
            is_drill=is_drill,
            topic=None if is_drill else Topic.WEATHER,
        )
        thread = thread_in(session, site, "Ana")
        for tried in range(tries):
            status = S.DELIVERED if tried == tries - 1 else S.UNDELIVERED
            text = yard.to_family(thread, body, timedelta(minutes=9 - tried), by="Dr. Okafor", status=status)
            text.kind = MessageKind.EMERGENCY
            text.batch_id = broadcast.batch_id if status is S.DELIVERED else None


def read(site: Site, visitor: Visitor) -> str:
    return visitor.read(f"/inbox?queue=all&thread={site.thread('Ana')}")


def test_a_drill_is_called_one_and_an_emergency_is_not(site: Site, lee: Visitor) -> None:
    told(site, "This is only a drill.", is_drill=True)
    words = read(site, lee)
    assert "Dr. Okafor · Drill" in words
    assert "Emergency" not in words
    told(site, "No school today.", is_drill=False)
    words = read(site, lee)
    assert words.count("Dr. Okafor · Drill") == 1
    assert words.count("Dr. Okafor · Emergency") == 1


def test_a_drill_that_was_tried_again_is_one_both_times(site: Site, lee: Visitor) -> None:
    told(site, "This is only a drill.", is_drill=True, tries=2)
    words = read(site, lee)
    assert words.count("Dr. Okafor · Drill") == 2
    assert "Emergency" not in words


def test_it_takes_one_statement_whatever_number_of_emergencies_there_is(site: Site, lee: Visitor) -> None:
    asked: list[str] = []
    counts = []
    reader = site.database._reader  # noqa: SLF001 - pages read through it, and nothing else shows what they ask
    event.listen(
        reader,
        "before_cursor_execute",
        lambda *told: asked.append(told[2]) if "BEGIN" not in told[2] else None,
    )
    for _ in range(4):
        asked.clear()
        read(site, lee)
        counts.append(len(asked))
        told(site, "This is only a drill.", is_drill=True)
        told(site, "No school today.", is_drill=False)
    assert counts == [counts[0], *[counts[0] + 1] * 3]
