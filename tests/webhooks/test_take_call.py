"""A webhook call is kept once, and worked on unless our own code fails on it."""

# ruff: noqa: RUF001 - phones type look-alikes

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.consent.opt_out import OptOut
from app.foundation.database import Database
from app.inbox.receive import Front
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.messages.delivery_reports import DeliveryReport
from app.messages.media import MessageMedia
from app.messages.message import Direction, Message
from app.messages.provider_event import EventKind, ProviderEvent
from app.messages.queries import unprocessed_events
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.prompts.prompt import Prompt
from app.sms.catalog import Catalog
from app.webhooks.call import Call
from app.webhooks.twilio import replay_event, take_call, take_calls
from tests.support.cast import FRONT, MAYA, MR_DIAZ, NOON, ROSA, Stage, new_sid
from tests.support.cedar import CEDAR_LINE, found_cedar
from tests.webhooks.calls import call_of, keeper, status_call, text_call

STRANGER = "+12065550199"


def broken_front() -> Front:
    """The code of a practice fails half way through its work."""

    def handle(session: Session, answer: Answer, _now: datetime) -> None:
        session.get_one(Thread, answer.prompt.thread_id).closed_at = NOON
        session.flush()
        message = f"a fault of our own over {ROSA}\x00"
        raise RuntimeError(message)

    return Front(FRONT.catalog, {WHO_IS_THIS_FOR: handle})


def events(database: Database) -> list[ProviderEvent]:
    with database.reading() as session:
        return list(session.scalars(select(ProviderEvent).order_by(ProviderEvent.id)))


def received(database: Database) -> list[str]:
    with database.reading() as session:
        return list(
            session.scalars(
                select(Message.body).where(Message.direction == Direction.IN).order_by(Message.id)
            )
        )


def replay(database: Database, *, front: Front = FRONT, now: datetime = NOON) -> list[str | None]:
    """What became of every call that was waiting for it."""
    told = []
    with database.reading() as session:
        waiting = [event.id for event in unprocessed_events(session)]
    for event_id in waiting:
        with database.writing() as session:
            event = session.get_one(ProviderEvent, event_id)
            told.append(replay_event(session, event, front=front, now=now))
    return told


def test_a_call_is_kept_byte_for_byte_and_worked_on(town: Database) -> None:
    call = text_call(MAYA, "¿A qué hora? 🎒")
    take_call(keeper(town), call)
    (event,) = events(town)
    assert (event.kind, event.body, event.problem) == (EventKind.INBOUND, call.raw, None)
    assert event.received_at == NOON
    assert received(town) == ["¿A qué hora? 🎒"]


def test_the_same_call_fifty_times_in_parallel_is_one_text(town: Database) -> None:
    call, gate, troubles = text_call(ROSA, "Va a llegar tarde"), threading.Barrier(50), []

    def take() -> None:
        gate.wait()
        try:
            take_call(keeper(town), call)
        except Exception as trouble:  # noqa: BLE001 - asserted below
            troubles.append(trouble)

    threads = [threading.Thread(target=take) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(events(town)) == 1
    assert received(town) == ["Va a llegar tarde"]


def test_a_repeat_may_carry_other_fields_and_is_a_repeat_all_the_same(town: Database) -> None:
    sid = new_sid()
    for again in ("", "1"):
        take_call(keeper(town), text_call(MAYA, "Hello", MessageSid=sid, Retry=again))
    assert (len(events(town)), received(town)) == (1, ["Hello"])


def test_reports_on_one_text_are_told_apart_by_status_and_code(town: Database) -> None:
    sid = new_sid()
    for status, code in [("sent", ""), ("sent", ""), ("undelivered", "30003"), ("undelivered", "30005")]:
        take_call(keeper(town), status_call(sid, status, code))
    assert len(events(town)) == 3
    with town.reading() as session:
        assert session.scalar(select(func.count()).select_from(DeliveryReport)) == 3


def test_a_report_names_our_text_by_the_address_it_was_sent_to(town: Database) -> None:
    take_call(keeper(town), status_call("SM1", "sent", query="message=17&attempt=1"))
    take_call(keeper(town), status_call("SM2", "sent", query="message=x&attempt=-1&message=" + "9" * 40))
    assert [event.problem for event in events(town)] == [None, None]
    assert events(town)[0].query == "message=17&attempt=1"


# Several in one commit


def test_calls_that_arrive_together_are_worked_on_together(town: Database) -> None:
    take_calls(keeper(town), [text_call(MAYA, f"Text {n}") for n in range(5)])
    assert received(town) == [f"Text {n}" for n in range(5)]


def test_one_that_fails_takes_no_other_along(town: Database) -> None:
    take_call(keeper(town), text_call(ROSA, "Va a llegar tarde"))
    batch = [text_call(MAYA, "Before"), text_call(ROSA, "2"), text_call(STRANGER, "After")]
    take_calls(keeper(town, front=broken_front()), batch)
    assert [event.problem is None for event in events(town)] == [True, True, False, True]
    assert received(town) == ["Va a llegar tarde", "Before", "After"]


def test_the_same_call_twice_in_one_batch_is_one_text(town: Database) -> None:
    call = text_call(MAYA, "Hello")
    take_calls(keeper(town), [call, call, text_call(MAYA, "Bye"), call])
    assert (len(events(town)), received(town)) == (2, ["Hello", "Bye"])


# Our own code fails


def test_a_call_that_our_code_fails_on_is_kept_with_the_reason_and_nothing_half_done(town: Database) -> None:
    take_call(keeper(town), text_call(ROSA, "Va a llegar tarde"))
    answer = text_call(ROSA, "2")
    take_call(keeper(town, front=broken_front()), answer)
    _, event = events(town)
    assert event.body == answer.raw
    assert event.problem is not None
    assert "RuntimeError: a fault of our own" in event.problem
    assert received(town) == ["Va a llegar tarde"]
    with town.reading() as session:
        assert session.scalars(select(Prompt.answered_at)).one() is None
        assert session.scalars(select(Thread.closed_at)).one() is None
        assert event.school_id == session.scalars(select(Thread.school_id)).one()


def test_it_can_be_worked_on_when_the_code_is_mended(town: Database) -> None:
    take_call(keeper(town), text_call(ROSA, "Va a llegar tarde"))
    take_call(keeper(town, front=broken_front()), text_call(ROSA, "2"))
    (still,) = replay(town, front=broken_front())
    assert still is not None
    assert [event.problem is None for event in events(town)] == [True, False]
    assert replay(town) == [None]
    assert replay(town) == [], "nothing is left to do"
    assert received(town) == ["Va a llegar tarde", "2"]
    with town.reading() as session:
        assert session.scalars(select(Prompt.choice)).one() == 2


def test_a_repeat_of_a_call_that_waits_for_replay_adds_nothing(town: Database) -> None:
    take_call(keeper(town), text_call(ROSA, "Va a llegar tarde"))
    call = text_call(ROSA, "2")
    for _ in range(3):
        take_call(keeper(town, front=broken_front()), call)
    assert len(events(town)) == 2


def test_a_text_for_a_line_that_was_not_yet_set_up_arrives_late_with_the_moment_it_came(
    town: Database,
) -> None:
    take_call(keeper(town), text_call(MAYA, "Hello", To=CEDAR_LINE))
    (event,) = events(town)
    assert event.problem == "No school texts from this number."
    assert event.school_id is None
    with town.writing() as session:
        found_cedar(session)
    assert replay(town, now=NOON + timedelta(hours=5)) == [None]
    with town.reading() as session:
        message = session.scalars(select(Message).where(Message.direction == Direction.IN)).one()
        thread = session.scalars(select(Thread)).one()
        assert message.created_at == NOON
        assert thread.waiting_since == NOON, "staff see how long the family has waited"


def test_a_family_whose_text_was_replayed_is_asked_and_its_answer_brings_the_text_along(
    town: Database,
) -> None:
    sid = new_sid()
    with town.writing() as session:
        session.add(
            ProviderEvent(
                kind=EventKind.INBOUND,
                key=f"in:{sid}",
                body=text_call(ROSA, "Va a llegar tarde", MessageSid=sid).raw,
                received_at=NOON - timedelta(hours=6),
                problem="RuntimeError: mended since",
            )
        )
    assert replay(town) == [None]
    take_call(keeper(town), text_call(ROSA, "2"))
    with town.writing() as session:
        thread = Stage(session, None).thread(ROSA, MR_DIAZ)  # type: ignore[arg-type]
        bodies = session.scalars(select(Message.body).where(Message.thread_id == thread.id)).all()
        assert {"Va a llegar tarde", "2"} <= set(bodies)
        assert thread.waiting_since == NOON - timedelta(hours=6)


def test_replaying_a_text_that_did_arrive_changes_nothing(town: Database) -> None:
    take_call(keeper(town), text_call(MAYA, "Hello"))
    with town.writing() as session:
        session.scalars(select(ProviderEvent)).one().problem = "somebody's doubt"
    assert replay(town, now=NOON + timedelta(hours=1)) == [None]
    assert received(town) == ["Hello"]


def test_a_stop_that_failed_holds_once_it_is_replayed(town: Database) -> None:
    take_call(keeper(town), text_call(MAYA, "ALTO", To=CEDAR_LINE))
    with town.writing() as session:
        found_cedar(session)
    replay(town)
    with town.reading() as session:
        assert session.scalars(select(OptOut.e164)).all() == [MAYA]


def test_a_stop_holds_even_when_our_own_code_fails_on_it(town: Database, tmp_path: Path) -> None:
    no_wordings = Front(Catalog.load(tmp_path), {})
    take_call(keeper(town, front=no_wordings), text_call(MAYA, "ALTO"))
    (event,) = events(town)
    assert event.problem is not None
    assert received(town) == [], "the rest waits for puente replay"
    with town.reading() as session:
        assert session.scalars(select(OptOut.e164)).all() == [MAYA]
    assert replay(town) == [None]
    assert received(town) == ["ALTO"]


# Odd calls


NEVER_MEANT = [
    b"",
    b"&&&===",
    b"From=%2B12065550113&To=%2B12065550190&Body=no+name",
    b"MessageSid=SM%00&From=%2B12065550113&To=%2B12065550190&Body=x",
    b"MessageSid=SM%FF&From=%2B12065550113&To=%2B12065550190&Body=x",
    b"MessageSid=SM\xff\xfe&From=%2B12065550113&To=%2B12065550190&Body=x",
    b"MessageSid=%ED%A0%80&From=%2B12065550113&To=%2B12065550190&Body=x",
    b"MessageSid=" + b"S" * 5000 + b"&From=%2B12065550113&To=%2B12065550190&Body=x",
    b"MessageSid=SM1&From=whatsapp%3AUS.1234&To=%2B12065550190&Body=x",
    b"MessageSid=SM2&From=%2B12065550113&To=%00%FF&Body=x",
    b"MessageSid=SM3&From=&To=&Body=",
    b"\x00\x01\x02\xff",
    "MessageSid=SM4&From=＋12065550113&To=+12065550190".encode(),
]


@pytest.mark.parametrize("kind", list(EventKind))
def test_a_call_that_cannot_be_meant_is_kept_for_a_person_and_never_an_error(
    town: Database, kind: EventKind
) -> None:
    for raw in NEVER_MEANT:
        for _ in range(2):
            take_calls(keeper(town), [call_of(kind, raw)])
        assert events(town)[-1].body == raw
        assert events(town)[-1].problem, raw
    assert len(events(town)) == len(NEVER_MEANT)
    assert received(town) == []


def test_odd_words_arrive(town: Database) -> None:
    words = ["NUL\x00s", "🎒" * 1600, "\u202eהורים", "aGVsbG8gdGhlcmU=", ""]
    for body in words:
        take_call(keeper(town), text_call(MAYA, body))
    assert {event.problem for event in events(town)} == {None}
    assert received(town) == ["NULs", *words[1:]]


def test_words_that_are_not_utf8_arrive_with_a_mark_where_they_were(town: Database) -> None:
    raw = b"MessageSid=SM1&From=%2B12065550113&To=%2B12065550190&Body=Ma%F1ana"
    take_call(keeper(town), call_of(EventKind.INBOUND, raw))
    assert received(town) == ["Ma\ufffdana"]


def test_a_picture_comes_with_its_text(town: Database) -> None:
    call = text_call(MAYA, "", NumMedia="1", MediaUrl0="https://api.twilio.com/x/1")
    take_call(keeper(town), call)
    with town.reading() as session:
        assert session.scalars(select(MessageMedia.provider_url)).all() == ["https://api.twilio.com/x/1"]


# Standing in one another's way


def test_a_call_that_the_database_ended_because_of_another_is_worked_on_again(
    postgres_town: Database,
) -> None:
    """The handler and another unit of work each hold what the other wants; PostgreSQL ends the handler's."""
    tries: list[int] = []
    has_first, wants_second = threading.Event(), threading.Event()

    def take_lock(session: Session, key: int) -> None:
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": key})

    def handle(session: Session, _answer: Answer, _now: datetime) -> None:
        tries.append(1)
        if len(tries) == 1:
            session.execute(text("set local deadlock_timeout = '50ms'"))
            take_lock(session, 1)
            has_first.set()
            assert wants_second.wait(5)
            take_lock(session, 2)

    def other() -> None:
        with postgres_town.writing() as session:
            take_lock(session, 2)
            assert has_first.wait(5)
            wants_second.set()
            take_lock(session, 1)

    take_call(keeper(postgres_town), text_call(ROSA, "Va a llegar tarde"))
    opponent = threading.Thread(target=other)
    opponent.start()
    front = Front(FRONT.catalog, {WHO_IS_THIS_FOR: handle})
    take_call(keeper(postgres_town, front=front), text_call(ROSA, "2"))
    opponent.join()
    assert len(tries) == 2
    assert [event.problem for event in events(postgres_town)] == [None, None]
    assert received(postgres_town) == ["Va a llegar tarde", "2"]


def test_many_processes_worth_of_batches_lose_nothing(postgres_town: Database) -> None:
    """Batches of the same families in every order, as two web processes would commit them side by side."""
    families = [MAYA, ROSA, STRANGER, "+12065550112", "+12065550115"]
    troubles: list[BaseException] = []

    def work(turn: int) -> Callable[[], None]:
        def run() -> None:
            try:
                for number in range(6):
                    words = "STOP" if (turn + number) % 5 == 0 else f"Text {turn}.{number}"
                    batch: list[Call] = [text_call(f, words) for f in families[turn:] + families[:turn]]
                    take_calls(keeper(postgres_town), batch)
            except Exception as trouble:  # noqa: BLE001 - asserted below
                troubles.append(trouble)

        return run

    threads = [threading.Thread(target=work(turn)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(received(postgres_town)) == 4 * 6 * len(families)
    assert {event.problem for event in events(postgres_town)} == {None}
