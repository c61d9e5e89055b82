"""Opening mailings: when one is due, a text is planned for every phone that it concerns at that moment.

It may be interrupted anywhere and done by several workers at once: a phone never has two texts of one mailing, and a
mailing counts as open only when all of its phones have theirs.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.guest import Guest
from app.events.mailing import EventText, EventTextKind, LeftOut, Mailing, TextState
from app.events.sending.concerned import concerned_by
from app.foundation.clock import Clock
from app.foundation.database import Database, insert_or_ignore
from app.foundation.in_turn import in_turn
from app.roster.homes import Homes

MOST_AT_ONCE = 500
"""So many rows between two commits, so that a family's text is never kept waiting for long."""


def open_due_mailings(database: Database, *, clock: Clock, most_at_once: int = MOST_AT_ONCE) -> int:
    """Every mailing whose moment has come is open; returns how many texts that has planned.

    One that is found too late is open all the same, its texts left out as such: what did not go must be seen. A fault
    in one keeps no other waiting.
    """
    with database.reading() as session:
        due = session.scalars(
            select(Mailing.id)
            .where(Mailing.opened_at.is_(None), Mailing.cancelled_at.is_(None), Mailing.due_at <= clock())
            .order_by(Mailing.due_at, Mailing.id)
        ).all()
    return in_turn(
        due,
        lambda mailing_id: _open(database, mailing_id, clock=clock, most_at_once=most_at_once),
        fault="mailing_not_opened",
        named="mailing_id",
    )


def _open(database: Database, mailing_id: int, *, clock: Clock, most_at_once: int) -> int:
    with database.reading() as session:
        homes = concerned_by(session, session.get_one(Mailing, mailing_id))
    phones, planned = list(homes), 0
    for start in range(0, max(1, len(phones)), most_at_once):
        some = {phone: homes[phone] for phone in phones[start : start + most_at_once]}
        with database.writing() as session:
            mailing = _take(session, mailing_id)
            if mailing is None:
                break
            now = clock()
            planned += _plan_texts(session, mailing, some, now=now)
            if start + most_at_once >= len(phones):
                mailing.opened_at = now
    return planned


def _take(session: Session, mailing_id: int) -> Mailing | None:
    """The mailing, which nobody else opens meanwhile; None where somebody does or has, or it was called off."""
    return session.scalar(
        select(Mailing)
        .where(Mailing.id == mailing_id, Mailing.opened_at.is_(None), Mailing.cancelled_at.is_(None))
        .with_for_update(skip_locked=True, key_share=True)
    )


def _plan_texts(session: Session, mailing: Mailing, homes: Homes, *, now: datetime) -> int:
    if not homes:
        return 0
    connection = session.connection()
    if mailing.kind is EventTextKind.INVITATION:
        connection.execute(insert_or_ignore(session, Guest), _guests(mailing, homes, now=now))
    known = set(session.scalars(select(EventText.phone_number_id).where(EventText.mailing_id == mailing.id)))
    rows = _texts(mailing, [phone for phone in homes if phone not in known], now=now)
    if rows:
        connection.execute(insert_or_ignore(session, EventText), rows)
    return len(rows)


def _guests(mailing: Mailing, homes: Homes, *, now: datetime) -> list[dict[str, object]]:
    return [
        {
            "school_id": mailing.school_id,
            "event_id": mailing.event_id,
            "phone_number_id": phone,
            "children": children,
            "note": "",
            "made_at": now,
        }
        for phone, children in homes.items()
    ]


def _texts(mailing: Mailing, phones: Sequence[int], *, now: datetime) -> list[dict[str, object]]:
    is_late = mailing.not_after <= now
    return [
        {
            "school_id": mailing.school_id,
            "event_id": mailing.event_id,
            "event_date_id": mailing.event_date_id,
            "mailing_id": mailing.id,
            "phone_number_id": phone,
            "kind": mailing.kind,
            "words": {},
            "due_at": mailing.due_at,
            "not_after": mailing.not_after,
            "state": TextState.LEFT_OUT if is_late else TextState.PLANNED,
            "reason": LeftOut.TOO_LATE if is_late else None,
            "decided_at": now if is_late else None,
        }
        for phone in phones
    ]
