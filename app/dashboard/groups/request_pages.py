"""Deciding whether a phone that the roster does not know joins a group."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.fields import AskedWords, Id
from app.dashboard.frame import framed_page
from app.dashboard.groups.fields import ChosenHere
from app.dashboard.groups.request_view import look_at_request
from app.dashboard.groups.sight import only_own, see_request
from app.dashboard.parts import PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff
from app.joining.decide import accept, refuse

router = APIRouter()


@router.get("/groups/requests/{request_id}")
def request_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, request_id: Id, *, q: AskedWords = ""
) -> Response:
    with parts.database.reading() as session:
        asked, group = see_request(session, staff, request_id)
        screen = look_at_request(session, staff, asked, group, query=q)
    return framed_page(request, parts, staff, "group_request.html", asked=screen, q=q)


@router.post("/groups/requests/{request_id}/accept")
def accept_request(parts: PartsHere, staff: ActingStaff, request_id: Id, chosen: ChosenHere) -> Response:
    """The phone is in the group, and the students that were ticked with it."""
    with parts.database.writing() as session:
        asked, _group = see_request(session, staff, request_id)
        only_own(session, staff, chosen.students)
        accept(
            session,
            staff.school,
            asked,
            chosen.students,
            by=staff.person,
            catalog=parts.catalog,
            now=staff.now,
        )
    return see_other("/groups")


@router.post("/groups/requests/{request_id}/refuse")
def refuse_request(parts: PartsHere, staff: ActingStaff, request_id: Id) -> Response:
    with parts.database.writing() as session:
        asked, _group = see_request(session, staff, request_id)
        refuse(session, staff.school, asked, by=staff.person, catalog=parts.catalog, now=staff.now)
    return see_other("/groups")
