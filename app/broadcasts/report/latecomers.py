"""Families that belong to the audience of a broadcast by now, and did not when it went out."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.audience import GuestsOf, Selection, homes_among
from app.broadcasts.broadcast import Broadcast
from app.broadcasts.homes_without_number import homes_without_number
from app.broadcasts.recipient import BroadcastRecipient
from app.schools.school import School


def count_latecomers(session: Session, school: School, broadcast: Broadcast, *, guests: GuestsOf) -> int:
    """As many as `add_latecomers` would add."""
    selection = Selection.from_json(broadcast.audience)
    known = session.execute(
        select(BroadcastRecipient.phone_number_id, BroadcastRecipient.children).where(
            BroadcastRecipient.broadcast_id == broadcast.id
        )
    ).all()
    phones = {phone for phone, _ in known}
    on_record = {child for phone, children in known if phone is None for child in children}
    homes = homes_among(session, school, selection, None, guests=guests)
    lacking = homes_without_number(session, school, selection)
    return len(homes.keys() - phones) + sum(on_record.isdisjoint(home) for home in lacking)
