"""The demo's school and its families, by a clock that a test turns."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.messages.message import Message, MessageKind
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.phone_number import PhoneNumber
from tests.support.cast import NOON, Stage, look_up

T = TypeVar("T")


@dataclass
class Village:
    """Where a test lets the school and its phones act, each deed in a unit of work, and sees what has come of it."""

    opens: Callable[[], AbstractContextManager[Session]]
    """A unit of work: of a test's own database, or within one that is undone when the test ends."""
    now: datetime = NOON

    @classmethod
    def on(cls, stage: Stage) -> Self:
        """All in the stage's unit of work, of which each step sees what the earlier ones have written."""

        @contextmanager
        def opens() -> Iterator[Session]:
            yield stage.session
            stage.look_again()

        return cls(opens)

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)

    def do(self, deed: Callable[[Session, Cast], T]) -> T:
        with self.opens() as session:
            return deed(session, look_up(session))

    def answers(self, number: str) -> list[Message]:
        """What the software has answered, the oldest first."""
        with self.opens() as session:
            return list(
                session.scalars(
                    select(Message)
                    .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                    .where(PhoneNumber.e164 == number, Message.kind == MessageKind.AUTO_REPLY)
                    .order_by(Message.id)
                )
            )

    def told(self, number: str) -> list[str]:
        """The words of these answers."""
        return [message.body for message in self.answers(number)]

    def is_waiting(self, number: str) -> bool:
        """Whether a conversation of the phone waits for a person."""
        with self.opens() as session:
            return any(
                session.scalars(
                    select(Thread.waiting_since)
                    .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
                    .where(PhoneNumber.e164 == number)
                )
            )

    def live(self, number: str) -> list[Prompt]:
        """The questions that the phone may still answer."""
        with self.opens() as session:
            return list(
                session.scalars(
                    select(Prompt)
                    .join(PhoneNumber, PhoneNumber.id == Prompt.phone_number_id)
                    .where(
                        PhoneNumber.e164 == number,
                        Prompt.answered_at.is_(None),
                        Prompt.cancelled_at.is_(None),
                        Prompt.expires_at > self.now,
                    )
                    .order_by(Prompt.id)
                )
            )
