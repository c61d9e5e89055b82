"""The health of sending and receiving, for the office and the principal."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.fields import Id
from app.dashboard.health_view import LATE_AFTER, strip_of
from app.dashboard.parts import PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.words import failure_words
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.messages.queries import health
from app.schools.queries import lines_of
from app.sms.phone_number import display
from app.staff.permissions import may_mend_sending

router = APIRouter()


@router.get("/health")
def health_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    _only_those_who_mend(staff)
    reader = staff.reader
    with parts.database.reading() as session:
        state = health(session, staff.school, now=reader.now)
        strip = strip_of(session, staff)
    return page(
        request,
        "health.html",
        reader,
        staff=staff,
        strip=strip,
        health=state,
        is_late=state.oldest_due_at is not None and reader.now - state.oldest_due_at > LATE_AFTER,
        problems=[(*failure_words(reader, p.reason), p.code, p.count) for p in state.problems_today],
        display=lambda e164: display(e164, staff.school.region),
    )


@router.post("/lines/{line_id}/resume")
def resume_line(parts: PartsHere, staff: ActingStaff, line_id: Id) -> Response:
    """What made the line pause has been mended; its texts leave again."""
    _only_those_who_mend(staff)
    with parts.database.writing() as session:
        line = next((line for line in lines_of(session, staff.school) if line.id == line_id), None)
        if line is None:
            raise NotFound(_l("There is no such phone line."))
        line.resume()
    return see_other("/health")


def _only_those_who_mend(staff: SignedIn) -> None:
    if not may_mend_sending(staff.person):
        raise NotFound(_l("There is no such page."))
