"""The list of announcements."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.list_view import list_announcements
from app.dashboard.broadcasts.words import EMERGENCIES
from app.dashboard.frame import framed_page
from app.dashboard.parts import PartsHere
from app.dashboard.session import CurrentStaff
from app.staff.permissions import may_send_emergencies, may_set_announcement_rules

router = APIRouter()


@router.get("/announcements")
def announcements_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    with parts.database.reading() as session:
        eyes = Eyes(session, staff)
        found = list_announcements(session, staff, eyes)
        may_write = eyes.reach.is_whole_school or bool(eyes.reach.section_ids or eyes.reach.event_ids)
    emergencies = [
        (topic.value, staff.reader.gettext(name), icon) for topic, (name, icon) in EMERGENCIES.items()
    ]
    return framed_page(
        request,
        parts,
        staff,
        "announcements.html",
        found=found,
        may_write=may_write,
        may_set_rules=may_set_announcement_rules(staff.person),
        emergencies=emergencies if may_send_emergencies(staff.person) else [],
    )
