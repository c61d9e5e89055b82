"""What sending broadcasts needs besides the database: the wordings, and what it asks of other rooms."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.broadcasts.audience import GuestsOf
from app.schools.school import School
from app.sms.catalog import Catalog

InboxesOf = Callable[[Session, School, Collection[int]], Mapping[int, int]]
"""By student, the inbox of its class, else the office's; handed in, because inboxes are another room's."""


@dataclass(frozen=True)
class BroadcastPost:
    """Handed in by whoever puts the application together."""

    catalog: Catalog
    guests: GuestsOf
    inboxes_of: InboxesOf
