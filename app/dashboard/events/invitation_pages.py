"""The last look before families are invited: the exact texts, who gets them and who does not, and when they leave."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.events.frame import see_event
from app.dashboard.events.invitation_view import look_at_invitation
from app.dashboard.events.words import in_reader_language
from app.dashboard.fields import Id, Words
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price
from app.events.board.sent import mailings_of
from app.events.event import EventState
from app.events.mailing import EventTextKind
from app.events.planning.edit import discard_draft
from app.events.planning.invite import invite, take_back_invitation
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid
from app.foundation.i18n import _l

router = APIRouter()


@router.get("/events/{event_id}/invitation")
def invitation_page(request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id) -> Response:
    return _page(request, parts, staff, event_id)


@router.post("/events/{event_id}/invite")
def invite_families(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, *, when: Words = "", at: Words = ""
) -> Response:
    """Now, or at the moment that was chosen."""
    try:
        send_at = None if when == "now" else _moment(staff, at)
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            invite(session, staff.school, event, send_at=send_at, by=staff.person, now=staff.now)
    except (Invalid, Conflict, Forbidden) as refusal:
        return _page(request, parts, staff, event_id, refusal, at=at)
    return see_other(f"/events/{event_id}", said="invited")


@router.post("/events/{event_id}/discard")
def discard_event(request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id) -> Response:
    try:
        with parts.database.writing() as session:
            discard_draft(session, see_event(session, staff, event_id))
    except Conflict as refusal:
        return _page(request, parts, staff, event_id, refusal)
    return see_other("/events")


@router.post("/events/{event_id}/take-back")
def take_invitation_back(request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id) -> Response:
    """It is a draft again, as long as nothing has left."""
    try:
        with parts.database.writing() as session:
            take_back_invitation(session, see_event(session, staff, event_id), now=staff.now)
    except Conflict as refusal:
        return _page(request, parts, staff, event_id, refusal)
    return see_other(f"/events/{event_id}/invitation")


def _moment(staff: SignedIn, typed: str) -> datetime:
    moment = staff.reader.from_local(typed)
    if moment is None:
        raise Invalid(_l("Choose when families are invited."))
    return moment


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    event_id: int,
    refusal: DomainError | None = None,
    *,
    at: str = "",
) -> Response:
    reader, price = staff.reader, Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
        invitation = look_at_invitation(session, staff, event, parts.catalog, price)
        planned = next(
            (
                line.mailing
                for line in mailings_of(session, event).mailings
                if line.mailing.kind is EventTextKind.INVITATION and line.mailing.cancelled_at is None
            ),
            None,
        )
    hours = staff.school.texting_hours
    return framed_page(
        request,
        parts,
        staff,
        "event_invitation.html",
        refusal,
        event_id=event_id,
        title=in_reader_language(reader, event.title),
        invitation=invitation,
        is_draft=event.state is EventState.DRAFT,
        is_told=planned is not None and planned.opened_at is not None,
        planned=reader.when(planned.due_at) if planned and event.state is EventState.OPEN else "",
        may_invite=event.state is EventState.DRAFT
        and not invitation.missing
        and invitation.reach.reached > 0,
        opens="" if hours.are_open(staff.now) else reader.when(hours.next_moment(staff.now)),
        at=at,
    )
