"""The printable flyer of an event, and the calendar file that its code opens for anybody who has it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.events.flyer_view import look_at_flyer
from app.dashboard.events.frame import see_event
from app.dashboard.events.words import in_reader_language
from app.dashboard.fields import AskedWords, Id, Name
from app.dashboard.parts import PartsHere
from app.dashboard.rendering import page
from app.dashboard.session import CurrentStaff
from app.events.calendar_file import MEDIA_TYPE, calendar_file
from app.events.queries import get_public_event
from app.sms.languages import family_languages

FILE_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}

router = APIRouter()


@router.get("/events/{event_id}/flyer")
def flyer_page(request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id) -> Response:
    """For a wall or a folder: every language of families, and nothing to click on paper."""
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
        flyer = look_at_flyer(session, staff, event, parts.settings.public_url)
    return page(
        request,
        "event_flyer.html",
        staff.reader,
        event_id=event_id,
        title=in_reader_language(staff.reader, event.title),
        flyer=flyer,
        school=staff.school.name,
    )


@router.get("/calendar/{public_id}.ics")
def calendar(parts: PartsHere, public_id: Name, *, language: AskedWords = "") -> Response:
    """Anybody may open it who knows its address; it names no family and no child."""
    with parts.database.reading() as session:
        event, school = get_public_event(session, public_id)
        spoken = language if language in family_languages() else family_languages()[0]
        content = calendar_file(event, school, spoken)
    headers = {**FILE_HEADERS, "Content-Disposition": 'attachment; filename="event.ics"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
