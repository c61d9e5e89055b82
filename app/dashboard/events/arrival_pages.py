"""Checking families in at the door, by first name, on a phone."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.events.arrival_view import look_at_door
from app.dashboard.events.frame import see_event
from app.dashboard.fields import AskedWords, Id, Words, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.events.arrival import MOST_PEOPLE, check_in, undo_check_in, walk_in
from app.events.event import Event, EventDate
from app.events.queries import get_guest
from app.foundation.errors import Conflict, DomainError, Invalid, NotFound
from app.foundation.i18n import _l

LONGEST_QUERY = 60
NOBODY = 0
"""What is no number of people is refused as this one is."""

router = APIRouter()


@router.get("/events/{event_id}/check-in/{number}")
def door_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id, number: Id, *, q: AskedWords = ""
) -> Response:
    return _page(request, parts, staff, event_id, number, q=q)


@router.post("/events/{event_id}/check-in/{number}/walk-in")
def let_walk_in(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    event_id: Id,
    number: Id,
    *,
    phone: Words = "",
    people: Words = "",
) -> Response:
    """A family that nobody had invited, or that is not on the list under a name anybody knows."""
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            date = _get_date(event, number)
            walk_in(
                session,
                staff.school,
                event,
                date,
                phone,
                people=whole_number(people) or NOBODY,
                by=staff.person,
                now=staff.now,
            )
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, event_id, number, refusal, phone=phone)
    return see_other(f"/events/{event_id}/check-in/{number}")


@router.post("/events/{event_id}/check-in/{number}/{guest_id}")
def check_family_in(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    event_id: Id,
    number: Id,
    guest_id: Id,
    *,
    people: Words = "",
) -> Response:
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            guest = get_guest(session, event, guest_id)
            date = _get_date(event, number)
            check_in(
                session,
                staff.school,
                date,
                guest,
                people=whole_number(people) or NOBODY,
                by=staff.person,
                now=staff.now,
            )
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, event_id, number, refusal)
    return see_other(f"/events/{event_id}/check-in/{number}")


@router.post("/events/{event_id}/check-in/{number}/{guest_id}/undo")
def undo_family(parts: PartsHere, staff: ActingStaff, event_id: Id, number: Id, guest_id: Id) -> Response:
    """It was another family's button."""
    with parts.database.writing() as session:
        event = see_event(session, staff, event_id)
        undo_check_in(session, _get_date(event, number), get_guest(session, event, guest_id))
    return see_other(f"/events/{event_id}/check-in/{number}")


def _get_date(event: Event, number: int) -> EventDate:
    found = next((each for each in event.dates if each.number == number), None)
    if found is None:
        raise NotFound(_l("There is no such date."))
    return found


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    event_id: int,
    number: int,
    refusal: DomainError | None = None,
    *,
    q: str = "",
    phone: str = "",
) -> Response:
    words = q.strip()[:LONGEST_QUERY]
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
        door = look_at_door(session, staff, event, _get_date(event, number), words)
    return framed_page(
        request,
        parts,
        staff,
        "event_check_in.html",
        refusal,
        event_id=event_id,
        here=f"/events/{event_id}/check-in/{number}",
        door=door,
        q=words,
        phone=phone,
        most_people=MOST_PEOPLE,
    )
