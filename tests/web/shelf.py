"""Where the things of one inbox stand behind the doors."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from app.foundation.database import Base
from app.inbox.inbox import Inbox
from app.staff.staff_member import StaffMember

SECRET = "Sofía tiene cita con el doctor"
"""What families have written."""

T = TypeVar("T", bound=Base)


@dataclass(frozen=True)
class Shelf:
    """An inbox, the owner of all that is put there, by which title it goes, and for which class it is."""

    session: Session
    inbox: Inbox
    owner: StaffMember
    title: str
    section: int
    now: datetime

    def put(self, thing: T) -> T:
        self.session.add(thing)
        self.session.flush()
        return thing
