"""The events of the inboxes that somebody sees: ahead, past, and what of them needs somebody."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.events.list_view import list_events
from app.dashboard.frame import framed_page
from app.dashboard.parts import PartsHere
from app.dashboard.session import CurrentStaff
from app.inbox.queries import sight_of

router = APIRouter()


@router.get("/events")
def events_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    with parts.database.reading() as session:
        sight = sight_of(session, staff.school, staff.person)
        events = list_events(session, staff, sight)
    return framed_page(request, parts, staff, "events.html", events=events, may_plan=bool(sight.inboxes))
