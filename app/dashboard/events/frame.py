"""What every page of events begins with: the event, if it is theirs to see, and the frame around it."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.check_view import checks_of
from app.dashboard.health_view import strip_of
from app.dashboard.parts import Parts
from app.dashboard.rendering import page
from app.dashboard.session import SignedIn
from app.events.event import Event
from app.events.queries import get_event
from app.foundation.errors import DomainError
from app.foundation.web import http_number
from app.inbox.queries import sight_of


def see_event(session: Session, staff: SignedIn, event_id: int) -> Event:
    """With its dates. Raises NotFound for one of another school, or of an inbox that is not theirs to see."""
    inboxes = sight_of(session, staff.school, staff.person).inboxes
    return get_event(session, staff.school, event_id, inbox_ids=inboxes)


def event_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    template: str,
    refusal: DomainError | None = None,
    **context: Any,  # noqa: ANN401 - templates read anything
) -> Response:
    """A page, with the complaint on it where something was refused."""
    with parts.database.reading() as session:
        strip, to_check = strip_of(session, staff), checks_of(session, staff)
    return page(
        request,
        template,
        staff.reader,
        status=http_number(refusal) if refusal else 200,
        staff=staff,
        strip=strip,
        to_check=to_check,
        complaint=staff.reader.say(refusal.sentence, refusal.values) if refusal else "",
        **context,
    )
