"""Where a text that has come in belongs: its line and school, its number and the conversations of that."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.gateway.port import IncomingText
from app.inbox.route import KnownThread
from app.messages.thread import Thread
from app.prompts.prompt import Prompt
from app.roster.language import should_be_asked
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine

_line, _phone, _thread, _prompt = (
    cast("Table", room.__table__) for room in (PhoneLine, PhoneNumber, Thread, Prompt)
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
    should_be_asked: bool
    """Nobody knows yet which language is read there, and it has never been asked."""
    threads: tuple[KnownThread, ...]


def get_place(session: Session, text: IncomingText) -> Place:
    """Raises NotFound for a line that no school has."""
    rows = session.connection().execute(_PLACE, {"line": text.line, "sender": text.sender}).all()
    if not rows:
        raise NotFound(_l("No school texts from this number."))
    line_id, school_id, phone_id, verified_at, may_have_prompts, unasked = rows[0][:6]
    threads = tuple(KnownThread(*row[6:]) for row in rows if row[6] is not None)
    return Place(line_id, school_id, phone_id, verified_at, may_have_prompts, unasked, threads)
