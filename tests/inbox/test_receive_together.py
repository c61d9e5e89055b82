"""Texts of one phone that arrive at the same moment, in several processes."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.foundation.database import Database
from app.gateway.port import IncomingText
from app.messages.message import Direction, Message, MessageKind
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from tests.support.cast import MAYA, NOON, ROSA, incoming, text_in

STRANGER = "+12065550199"


def arrive_together(town: Database, texts: list[IncomingText]) -> None:
    gate, troubles = threading.Barrier(len(texts)), []

    def arrive(text: IncomingText) -> Callable[[], None]:
        def run() -> None:
            gate.wait()
            try:
                with town.writing() as session:
                    text_in(session, text, now=NOON)
            except Exception as trouble:  # noqa: BLE001 - raised below
                troubles.append(trouble)

        return run

    threads = [threading.Thread(target=arrive(text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]


@pytest.mark.parametrize("sender", [STRANGER, ROSA, MAYA])
def test_a_phone_has_one_conversation_and_hears_one_answer(town: Database, sender: str) -> None:
    arrive_together(town, [incoming(sender, f"Text {n}") for n in range(6)])
    with town.reading() as session:
        assert len(session.scalars(select(Thread)).all()) == 1
        kinds = session.scalars(select(Message.kind)).all()
        assert kinds.count(MessageKind.FROM_FAMILY) == 6
        assert kinds.count(MessageKind.AUTO_REPLY) == (0 if sender == MAYA else 1)
        asked = [prompt.kind for prompt in session.scalars(select(Prompt))]
        assert asked == {STRANGER: ["language"], ROSA: ["who_is_this_for"], MAYA: []}[sender]


def test_the_one_question_can_be_answered(town: Database) -> None:
    arrive_together(town, [incoming(ROSA, f"Text {n}") for n in range(4)])
    with town.writing() as session:
        answer = text_in(session, incoming(ROSA, "2"), now=NOON)
        assert answer is not None
        session.flush()
        moved = session.scalars(select(Message).where(Message.thread_id == answer.thread_id)).all()
        assert len([m for m in moved if m.direction is Direction.IN]) == 5


def test_the_same_text_fifty_times_is_one(town: Database) -> None:
    text = incoming(ROSA, "Va a llegar tarde")
    arrive_together(town, [text] * 50)
    with town.reading() as session:
        bodies = session.scalars(select(Message.body).where(Message.direction == Direction.IN)).all()
        assert bodies == ["Va a llegar tarde"]


def test_a_stop_among_others_holds(town: Database) -> None:
    arrive_together(town, [incoming(MAYA, words) for words in ("Hello", "STOP", "HELP", "Bye", "Stop.")])
    with town.reading() as session:
        confirmations = session.scalars(
            select(Message).where(Message.kind == MessageKind.OPT_OUT_CONFIRMATION)
        ).all()
        assert len(confirmations) <= 1
        assert len(session.scalars(select(Message).where(Message.direction == Direction.IN)).all()) == 5
