"""The needs board of an event: take a need, tell the family that it is seen to, or that the school could not."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.events.frame import see_event
from app.dashboard.events.need_view import look_at_needs
from app.dashboard.events.words import in_reader_language
from app.dashboard.fields import Id, storable
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.events.answers.needs import cannot_meet_need, meet_need, take_need
from app.events.event import Event
from app.events.need_task import NeedTask
from app.events.planning.forms import LONGEST_SENTENCE
from app.foundation.errors import Conflict, DomainError, Invalid, NotFound
from app.foundation.i18n import _l
from app.sms.languages import family_languages

router = APIRouter()


async def _told(request: Request) -> dict[str, str]:
    """By language, what the family is told."""
    form = await request.form()
    given = {code: form.get(f"words_{code}", "") for code in family_languages()}
    return {code: storable(words).strip() for code, words in given.items() if isinstance(words, str)}


ToldHere = Annotated[Mapping[str, str], Depends(_told)]


@router.get("/events/{event_id}/needs")
def needs_page(request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id) -> Response:
    return _page(request, parts, staff, event_id)


@router.post("/events/{event_id}/needs/{need_id}/take")
def take(request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, need_id: Id) -> Response:
    """It is this person's task from now on."""
    try:
        with parts.database.writing() as session:
            _get_need(session, see_event(session, staff, event_id), need_id)
            take_need(session, staff.school, need_id, owner=staff.person, now=staff.now)
    except Conflict as refusal:
        return _page(request, parts, staff, event_id, refusal)
    return see_other(f"/events/{event_id}/needs#need-{need_id}")


@router.post("/events/{event_id}/needs/{need_id}/give-back")
def give_back(request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, need_id: Id) -> Response:
    """It is nobody's task again."""
    try:
        with parts.database.writing() as session:
            _get_need(session, see_event(session, staff, event_id), need_id)
            take_need(session, staff.school, need_id, owner=None, now=staff.now)
    except Conflict as refusal:
        return _page(request, parts, staff, event_id, refusal)
    return see_other(f"/events/{event_id}/needs#need-{need_id}")


@router.post("/events/{event_id}/needs/{need_id}/met")
def tell_it_is_met(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, need_id: Id, words: ToldHere
) -> Response:
    """It is arranged, and the family reads so."""
    try:
        with parts.database.writing() as session:
            need = _get_need(session, see_event(session, staff, event_id), need_id)
            meet_need(session, staff.school, need, words=dict(words), by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, event_id, refusal, typed={f"met-{need_id}": words})
    return see_other(f"/events/{event_id}/needs#need-{need_id}")


@router.post("/events/{event_id}/needs/{need_id}/not-met")
def tell_it_is_not_met(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, need_id: Id, words: ToldHere
) -> Response:
    """The school could not arrange it, and says so."""
    try:
        with parts.database.writing() as session:
            need = _get_need(session, see_event(session, staff, event_id), need_id)
            cannot_meet_need(session, staff.school, need, words=dict(words), by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, event_id, refusal, typed={f"not-met-{need_id}": words})
    return see_other(f"/events/{event_id}/needs#need-{need_id}")


def _get_need(session: Session, event: Event, need_id: int) -> NeedTask:
    need = session.scalar(select(NeedTask).where(NeedTask.id == need_id, NeedTask.event_id == event.id))
    if need is None:
        raise NotFound(_l("There is no such need."))
    return need


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    event_id: int,
    refusal: DomainError | None = None,
    *,
    typed: Mapping[str, Mapping[str, str]] | None = None,
) -> Response:
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
        lanes = look_at_needs(session, staff, event)
    return framed_page(
        request,
        parts,
        staff,
        "event_needs.html",
        refusal,
        event_id=event_id,
        title=in_reader_language(staff.reader, event.title),
        lanes=lanes,
        typed=typed or {},
        longest=LONGEST_SENTENCE,
    )
