"""The printable flyer by which families join a group."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.fields import Id
from app.dashboard.groups.flyer_view import look_at_group_flyer
from app.dashboard.groups.sight import see_group
from app.dashboard.parts import PartsHere
from app.dashboard.rendering import page
from app.dashboard.session import CurrentStaff

router = APIRouter()


@router.get("/groups/{group_id}/flyer")
def group_flyer_page(request: Request, parts: PartsHere, staff: CurrentStaff, group_id: Id) -> Response:
    """For a wall or a folder: every language of families, and nothing to click on paper."""
    with parts.database.reading() as session:
        group = see_group(session, staff, group_id)
        flyer = look_at_group_flyer(session, staff, group)
    return page(request, "group_flyer.html", staff.reader, group_id=group_id, title=group.name, flyer=flyer)
