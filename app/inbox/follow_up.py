"""Texts that come after an announcement: which one a family has just read, and what is made of what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.prompts.prompt import Prompt

FRESH_FOR = timedelta(hours=72)
"""After that a text is hardly about what was announced."""
_FEW = 4
TO_MANY = {MessageKind.BROADCAST, MessageKind.EMERGENCY}
_BY_ITSELF = {MessageKind.AUTO_REPLY, MessageKind.OPT_OUT_CONFIRMATION}


@dataclass(frozen=True, slots=True)
class Announced:
    """The announcement that a phone has read last on a line, as a text in one of its conversations."""

    message_id: int
    thread_id: int

    def is_after(self, prompt: Prompt) -> bool:
        """Whether it was announced since that was asked."""
        return prompt.question_message_id is not None and self.message_id > prompt.question_message_id


class KeepFollowUp(Protocol):
    """Keeps a text that came after an announcement and answers no question."""

    def __call__(
        self,
        session: Session,
        *,
        message_id: int,
        phone_number_id: int,
        announced_message_id: int,
        is_thanks: bool,
        now: datetime,
    ) -> None: ...


@dataclass(frozen=True)
class FollowUps:
    """What the practice of announcements makes of such texts; handed in by the composition root."""

    are_thanks: Callable[[str, Sequence[Prompt]], bool]
    """Whether the words need nobody, given the questions that are open on the line."""
    is_nod: Callable[[str], bool]
    """Whether the words say no more than "ok" or a thumb does."""
    keep: KeepFollowUp


_message = cast("Table", Message.__table__)
_HEARD_LATELY = (
    select(_message.c.id, _message.c.thread_id, _message.c.kind)
    .where(
        _message.c.phone_number_id == bindparam("phone"),
        _message.c.line_id == bindparam("line"),
        _message.c.claimed_at > bindparam("since"),
        _message.c.status.not_in((DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED)),
    )
    # One step of a worker claims several at the same instant.
    .order_by(_message.c.claimed_at.desc(), _message.c.id.desc())
    .limit(_FEW)
)
"""What this line last said to this phone. Built once, and answered by an index: every family's text takes this path."""


def last_announced(
    session: Session, phone_number_id: int, line_id: int, *, now: datetime
) -> Announced | None:
    """The announcement, if it is the newest text that this line has sent to this phone, within three days.

    What the software has answered in the same conversation since does not count: whoever is told "you have a place" and
    says thanks is still at the announcement.
    """
    values = {"phone": phone_number_id, "line": line_id, "since": now - FRESH_FOR}
    answered_in: set[int] = set()
    for message_id, thread_id, kind in session.connection().execute(_HEARD_LATELY, values):
        if kind in _BY_ITSELF:
            answered_in.add(thread_id)
        elif kind in TO_MANY and answered_in <= {thread_id}:
            return Announced(message_id, thread_id)
        else:
            return None
    return None
