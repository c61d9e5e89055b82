"""Hundreds of texts at once come to exactly what each would have come to by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from app.consent.consent_log import ConsentChannel
from app.consent.opt_out import OptOutSource
from app.consent.record import Evidence, carrier_blocked, opt_out
from app.foundation.errors import Invalid
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.messages.outbox import enqueue, enqueue_many
from app.messages.text_to_send import Destination, TextToSend
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.phone_line import PhoneLine
from app.staff.staff_member import StaffMember
from tests.support.cast import CARMEN, DANIEL, HELEN, JORGE, MAYA, MORNING, NIGHT, NOON, PAT, Stage

SOON = NOON + timedelta(hours=3)
TEXTS = (
    TextToSend("See you at nine.", MessageKind.EVENT),
    TextToSend("  Mañana \u201cno\u201d hay clases\u2026\r\n", MessageKind.EVENT, language="es"),
    TextToSend("Sing with Ana.", MessageKind.TIP, not_after=SOON, language="en"),
    TextToSend("Cuente hasta diez. " * 12, MessageKind.TIP, not_after=SOON, language="es"),
    TextToSend("It is late", MessageKind.TIP, not_after=NOON - timedelta(seconds=1)),
    TextToSend("It is late", MessageKind.EVENT, not_after=NOON - timedelta(seconds=1)),
    TextToSend("Only at night", MessageKind.EVENT, due_at=NIGHT, not_after=MORNING - timedelta(hours=1)),
    TextToSend("On some morning", MessageKind.EVENT, due_at=NIGHT),
    TextToSend("Long ago", MessageKind.EVENT, due_at=NOON - timedelta(days=2)),
    TextToSend("At once", MessageKind.AUTO_REPLY),
    TextToSend("You are unsubscribed", MessageKind.OPT_OUT_CONFIRMATION),
    TextToSend("Any time", MessageKind.REPLY, author_id=1, any_time_until=SOON),
)


def stops(stage: Stage, thread: Thread) -> None:
    source, evidence = OptOutSource.STAFF, Evidence(ConsentChannel.PHONE)
    opt_out(stage.session, stage.cast.school, e164_of(stage, thread), source, evidence, now=stage.now)


def may_have_asked_to_stop(stage: Stage, thread: Thread) -> None:
    stage.text_in(e164_of(stage, thread), "please stop texting me")


def is_blocked_on_the_line(stage: Stage, thread: Thread) -> None:
    carrier_blocked(stage.session, thread.line_id, e164_of(stage, thread), now=stage.now)


def is_blocked_on_another_line(stage: Stage, thread: Thread) -> None:
    other = stage.all(PhoneLine, PhoneLine.id != thread.line_id)[0]
    carrier_blocked(stage.session, other.id, e164_of(stage, thread), now=stage.now)


def is_a_landline(stage: Stage, thread: Thread) -> None:
    stage.session.get_one(PhoneNumber, thread.phone_number_id).health = NumberHealth.LANDLINE


NUMBERS: dict[str, Callable[[Stage, Thread], None]] = {
    MAYA: lambda _stage, _thread: None,
    CARMEN: stops,
    DANIEL: may_have_asked_to_stop,
    JORGE: is_blocked_on_the_line,
    HELEN: is_blocked_on_another_line,
    PAT: is_a_landline,
}


def e164_of(stage: Stage, thread: Thread) -> str:
    return stage.session.get_one(PhoneNumber, thread.phone_number_id).e164


def conversations(stage: Stage) -> list[Thread]:
    """Conversations with numbers of every standing, and one in which nobody has said anything."""
    threads = []
    for number, becomes in NUMBERS.items():
        stage.text_in(number, "Hello")
        phone = stage.all(PhoneNumber, PhoneNumber.e164 == number)[0]
        thread = stage.all(Thread, Thread.phone_number_id == phone.id)[0]
        becomes(stage, thread)
        threads.append(thread)
    stage.look_again()
    stage.wait(minutes=5)
    return threads


def destination(stage: Stage, thread: Thread) -> Destination:
    return Destination(thread.id, thread.phone_number_id, thread.line_id, e164_of(stage, thread))


def one_by_one(stage: Stage, thread: Thread, text: TextToSend) -> None:
    enqueue(
        stage.session,
        stage.cast.school,
        thread,
        text.body,
        kind=text.kind,
        author=stage.session.get_one(StaffMember, text.author_id) if text.author_id else None,
        due_at=text.due_at,
        not_after=text.not_after,
        any_time_until=text.any_time_until,
        language=text.language,
        now=stage.now,
    )


def outcome(stage: Stage, after: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every column of the texts since then, and of all conversations, with the texts counted from there."""
    stage.look_again()
    texts = stage.session.execute(select(Message.__table__).where(Message.id > after).order_by(Message.id))
    first = min(stage.session.scalars(select(Message.id).where(Message.id > after)))
    threads = stage.session.execute(select(Thread.__table__).order_by(Thread.id))

    def counted(message_id: int | None) -> int | None:
        return message_id - first if message_id is not None and message_id >= first else message_id

    return (
        [{**row, "id": counted(row["id"])} for row in texts.mappings()],
        [{**row, "last_message_id": counted(row["last_message_id"])} for row in threads.mappings()],
    )


@pytest.mark.parametrize("now", [NOON, NIGHT])
def test_every_text_comes_to_what_it_would_have_come_to_alone(stage: Stage, now: datetime) -> None:
    threads = conversations(stage)
    stage.now = max(stage.now, now)
    threads[0].last_message_id = None
    stage.look_again()
    letters = [(thread, text) for text in TEXTS for thread in threads]
    after = max(stage.session.scalars(select(Message.id)))
    undo = stage.session.begin_nested()
    for thread, text in letters:
        one_by_one(stage, thread, text)
    expected = outcome(stage, after)
    undo.rollback()
    stage.look_again()
    ids = enqueue_many(
        stage.session,
        stage.cast.school,
        [(destination(stage, thread), text) for thread, text in letters],
        now=stage.now,
    )
    assert outcome(stage, after) == expected
    assert ids == sorted(ids)
    assert {row["status"] for row in expected[0]} == {
        DeliveryStatus.QUEUED,
        DeliveryStatus.SUPPRESSED,
        DeliveryStatus.EXPIRED,
    }, "or this proves little"


def test_one_that_no_phone_could_receive_keeps_all_back(stage: Stage) -> None:
    to = destination(stage, stage.conversation())
    texts = [(to, TextToSend(body, MessageKind.EVENT)) for body in ("Hello", "a" * 1601)]
    with pytest.raises(Invalid):
        enqueue_many(stage.session, stage.cast.school, texts, now=stage.now)
    assert stage.all(Message, Message.direction == Direction.OUT) == []


def test_nothing_is_nothing(stage: Stage) -> None:
    assert enqueue_many(stage.session, stage.cast.school, [], now=stage.now) == []


def test_many_take_no_more_statements_than_few(stage: Stage) -> None:
    threads = conversations(stage)
    asked: list[str] = []

    def statements(times: int) -> int:
        asked.clear()
        texts = [(to, TEXTS[0]) for to in places] * times
        enqueue_many(stage.session, stage.cast.school, texts, now=stage.now)
        return len(asked)

    places = [destination(stage, thread) for thread in threads]
    engine = stage.session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    statements(1)
    assert statements(20) == statements(1) <= 7
