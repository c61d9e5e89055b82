"""Where a text that has come in belongs: its line and school, its number and the conversations of that."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.gateway.port import IncomingText
from app.inbox.follow_up import FRESH_FOR, TO_MANY
from app.inbox.route import KnownThread
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.language import should_be_asked
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine

_line, _phone, _thread, _prompt, _message = (
    cast("Table", room.__table__) for room in (PhoneLine, PhoneNumber, Thread, Prompt, Message)
)

_PLACE = (
    select(
        _line.c.id,
        _line.c.school_id,
        _phone.c.id,
        _phone.c.verified_at,
        exists()
        .where(
            _prompt.c.phone_number_id == _phone.c.id,
            _prompt.c.line_id == _line.c.id,
            _prompt.c.answered_at.is_(None),
            _prompt.c.cancelled_at.is_(None),
        )
        .label("may_have_prompts"),
        exists()
        .where(
            _message.c.phone_number_id == _phone.c.id,
            _message.c.claimed_at > bindparam("since"),
            _message.c.line_id == _line.c.id,
            _message.c.kind.in_(TO_MANY),
        )
        .label("may_have_announced"),
        should_be_asked(_phone).label("should_be_asked"),
        _thread.c.id,
        _thread.c.inbox_id,
        _thread.c.line_id,
        _thread.c.last_message_id.is_not(None),
    )
    .select_from(_line)
    .outerjoin(_phone, and_(_phone.c.school_id == _line.c.school_id, _phone.c.e164 == bindparam("sender")))
    .outerjoin(_thread, _thread.c.phone_number_id == _phone.c.id)
    .where(_line.c.e164 == bindparam("line"))
)
"""The line, its school, the number as that school knows it, and one row for each of its threads.

One Core statement, built once: this is the path that every family's text takes.
"""


@dataclass(frozen=True)
class Place:
    """What a school knows of a text's line and number before the text is read."""

    line_id: int
    school_id: int
    phone_id: int | None
    verified_at: datetime | None
    may_have_prompts: bool
    may_have_announced: bool
    """Whether something has been announced to the number lately on the line."""
    should_be_asked: bool
    """Nobody knows yet which language is read there, and it has never been asked."""
    threads: tuple[KnownThread, ...]


def get_place(session: Session, text: IncomingText, *, now: datetime) -> Place:
    """Raises NotFound for a line that no school has."""
    values = {"line": text.line, "sender": text.sender, "since": now - FRESH_FOR}
    rows = session.connection().execute(_PLACE, values).all()
    if not rows:
        raise NotFound(_l("No school texts from this number."))
    line_id, school_id, phone_id, verified_at, may_have_prompts, may_have_announced, unasked = rows[0][:7]
    threads = tuple(KnownThread(*row[7:]) for row in rows if row[7] is not None)
    return Place(
        line_id, school_id, phone_id, verified_at, may_have_prompts, may_have_announced, unasked, threads
    )
