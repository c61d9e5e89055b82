"""Putting calls into the outbox of calls: from then on each is placed once, if it may."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from app.calls.voice_call import CallStatus, VoiceCall
from app.calls.voice_words import aloud
from app.foundation.database import new_ids
from app.gateway.voice import Say
from app.schools.school import School

_NEW_CALLS = insert(cast("Table", VoiceCall.__table__))


@dataclass(frozen=True)
class NewCall:
    """One phone, the line it sees, and what is read out to it: in one language, or in each where none is known."""

    phone_number_id: int
    line_id: int
    words: Sequence[Say]


def enqueue_calls(
    session: Session,
    school: School,
    calls: Sequence[NewCall],
    *,
    batch_id: int | None,
    is_emergency: bool,
    due_at: datetime,
    not_after: datetime,
    now: datetime,
) -> list[int]:
    """All wait to be placed, in one statement; returns their ids in the order of the calls.

    Whether a phone may be called is asked when its call is claimed. `not_after` must lie beyond `due_at`.
    """
    ids = new_ids(session, VoiceCall, len(calls)) if calls else []
    rows = [
        {
            "id": new_id,
            "school_id": school.id,
            "phone_number_id": call.phone_number_id,
            "line_id": call.line_id,
            "batch_id": batch_id,
            "words": [asdict(said) for said in aloud(call.words)],
            "is_emergency": is_emergency,
            "status": CallStatus.QUEUED,
            "attempt": 0,
            "due_at": due_at,
            "not_after": not_after,
            "heard_again": 0,
            "made_at": now,
        }
        for new_id, call in zip(ids, calls, strict=True)
    ]
    if rows:
        session.connection().execute(_NEW_CALLS, rows)
    return ids
