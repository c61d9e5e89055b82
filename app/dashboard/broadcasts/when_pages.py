"""The third step of an announcement: when it leaves, until when it is worth it, and who is called instead."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.broadcasts.broadcast import Broadcast, Urgency
from app.broadcasts.planning.draft import MomentForm, set_moment
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.fields import WhenTyped, WhenTypedHere
from app.dashboard.broadcasts.frame import broadcast_page, refuse_what_is_no_draft
from app.dashboard.fields import Id
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.reader import Reader
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Invalid
from app.foundation.i18n import _l

A_LITTLE = timedelta(minutes=5)

router = APIRouter()


@router.get("/announcements/{broadcast_id}/when")
def when_page(request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id) -> Response:
    with parts.database.reading() as session:
        broadcast = Eyes(session, staff).see(broadcast_id)
        refuse_what_is_no_draft(broadcast)
        typed = _typed(staff.reader, broadcast)
    return _page(request, parts, staff, broadcast_id, typed)


@router.post("/announcements/{broadcast_id}/when")
def save_when(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, typed: WhenTypedHere
) -> Response:
    """Everything as typed or, where anything cannot be meant, nothing."""
    try:
        form = _read(staff.reader, typed)
        with parts.database.writing() as session:
            broadcast = Eyes(session, staff).see(broadcast_id)
            set_moment(session, staff.school, broadcast, form, version=typed.version, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, broadcast_id, typed, refusal)
    return see_other(f"/announcements/{broadcast_id}/review")


def _read(reader: Reader, typed: WhenTyped) -> MomentForm:
    send_at = None
    if typed.moment != "now":
        send_at = _moment(reader, typed.send_at, _l("Choose when it leaves."))
    not_after = None
    if typed.not_after:
        not_after = _moment(reader, typed.not_after, _l("Choose until when it may leave."))
    return MomentForm(send_at, not_after, typed.in_own_hours, typed.calls_unreached)


def _moment(reader: Reader, typed: str, otherwise: str) -> datetime:
    moment = reader.from_local(typed)
    if moment is None:
        raise Invalid(otherwise)
    return moment


def _typed(reader: Reader, broadcast: Broadcast) -> WhenTyped:
    return WhenTyped(
        moment="later" if broadcast.send_at else "now",
        send_at=reader.to_local(broadcast.send_at) if broadcast.send_at else "",
        in_own_hours=broadcast.in_own_hours,
        not_after=reader.to_local(broadcast.not_after) if broadcast.not_after else "",
        calls_unreached=broadcast.calls_unreached,
        version=broadcast.version,
    )


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    broadcast_id: int,
    typed: WhenTyped,
    refusal: DomainError | None = None,
) -> Response:
    reader = staff.reader
    with parts.database.reading() as session:
        broadcast = Eyes(session, staff).see(broadcast_id)
    hours = staff.school.texting_hours
    is_emergency = broadcast.urgency is Urgency.EMERGENCY
    return broadcast_page(
        request,
        parts,
        staff,
        "announcement_when.html",
        refusal,
        broadcast=broadcast,
        here="when",
        typed=typed,
        is_emergency=is_emergency,
        opens="" if is_emergency or hours.are_open(staff.now) else reader.when(hours.next_moment(staff.now)),
        soonest=reader.to_local(staff.now + A_LITTLE),
    )
