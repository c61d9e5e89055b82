"""What every page of an event begins with: the event, if it is theirs to see."""

from sqlalchemy.orm import Session

from app.dashboard.session import SignedIn
from app.events.event import Event
from app.events.queries import get_event
from app.inbox.queries import sight_of


def see_event(session: Session, staff: SignedIn, event_id: int) -> Event:
    """With its dates. Raises NotFound for one of another school, or of an inbox that is not theirs to see."""
    inboxes = sight_of(session, staff.school, staff.person).inboxes
    return get_event(session, staff.school, event_id, inbox_ids=inboxes)
