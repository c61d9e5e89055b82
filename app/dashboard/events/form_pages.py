"""Planning an event: what, when, whom and what would let families come, in every language of families."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.events.audience_view import Choices, Reach, audience_of, choices_of, reach_of
from app.dashboard.events.fields import EventTyped, EventTypedHere, asked_audience
from app.dashboard.events.form import read_event, typed_event
from app.dashboard.events.frame import see_event
from app.dashboard.events.words import OFFERS, in_reader_language
from app.dashboard.fields import Id, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.events.board.sent import mailings_of
from app.events.event import Event
from app.events.mailing import EventTextKind
from app.events.planning.edit import create_event, edit_event
from app.events.planning.forms import (
    LONGEST_PLACE,
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    MOST_CAPACITY,
    MOST_DATES,
    MOST_NEEDS_DUE_DAYS,
    EventForm,
)
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid
from app.foundation.i18n import _l
from app.inbox.queries import Sight, sight_of
from app.roster.audience import AudienceKind
from app.sms.languages import family_languages

KINDS = {
    AudienceKind.SECTIONS: _l("Classes"),
    AudienceKind.GRADES: _l("Grades"),
    AudienceKind.GROUPS: _l("Groups"),
    AudienceKind.SCHOOL: _l("The whole school"),
}

router = APIRouter()


@router.get("/events/new")
def new_event(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    with parts.database.reading() as session:
        sight = sight_of(session, staff.school, staff.person)
        own = [choice.value for choice in choices_of(session, staff, sight).sections]
    _only_planners(sight)
    inbox_id = next((str(i) for i in sight.inboxes if i in sight.member_of), str(next(iter(sight.inboxes))))
    typed = EventTyped(inbox=inbox_id, sections=tuple(own) if len(own) == 1 else ())
    return _form_page(request, parts, staff, typed)


@router.get("/events/audience")
def count_audience(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    asked: Annotated[EventTyped, Depends(asked_audience)],
) -> Response:
    """How many families were ticked, while somebody ticks."""
    with parts.database.reading() as session:
        sight = sight_of(session, staff.school, staff.person)
        reach, nothing = _count(session, staff, choices_of(session, staff, sight), asked)
    return page(request, "event_reach.html", staff.reader, reach=reach, nothing=nothing)


@router.post("/events/new")
def save_new_event(request: Request, parts: PartsHere, staff: ActingStaff, typed: EventTypedHere) -> Response:
    """A draft that its team sees, and the way to its invitation."""
    if typed.step != "save":
        return _form_page(request, parts, staff, typed)
    try:
        with parts.database.writing() as session:
            sight = sight_of(session, staff.school, staff.person)
            _only_planners(sight)
            form = _read(session, staff, sight, typed)
            event = create_event(
                session, staff.school, form, inbox_ids=sight.inboxes, by=staff.person, now=staff.now
            )
            session.flush()
            event_id = event.id
    except (Invalid, Forbidden) as refusal:
        return _form_page(request, parts, staff, typed, refusal)
    return see_other(f"/events/{event_id}/invitation")


@router.get("/events/{event_id}/edit")
def edit_page(request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id) -> Response:
    with parts.database.reading() as session:
        typed = typed_event(staff.school, see_event(session, staff, event_id))
    return _form_page(request, parts, staff, typed, event_id=event_id)


@router.post("/events/{event_id}/edit")
def save_event(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, typed: EventTypedHere
) -> Response:
    """Everything as typed or, where anything cannot be meant, nothing."""
    if typed.step != "save":
        return _form_page(request, parts, staff, typed, event_id=event_id)
    try:
        with parts.database.writing() as session:
            sight = sight_of(session, staff.school, staff.person)
            event = see_event(session, staff, event_id)
            form = _read(session, staff, sight, typed)
            edit_event(
                session, staff.school, event, form, inbox_ids=sight.inboxes, by=staff.person, now=staff.now
            )
            is_told = _is_told(session, event)
    except (Invalid, Forbidden, Conflict) as refusal:
        return _form_page(request, parts, staff, typed, refusal, event_id=event_id)
    return see_other(f"/events/{event_id}" if is_told else f"/events/{event_id}/invitation")


def _read(session: Session, staff: SignedIn, sight: Sight, typed: EventTyped) -> EventForm:
    audience = audience_of(session, staff, choices_of(session, staff, sight), typed)
    return read_event(typed, whole_number(typed.inbox) or 0, audience)


def _count(
    session: Session, staff: SignedIn, choices: Choices, typed: EventTyped
) -> tuple[Reach | None, str]:
    """So many families, or why they cannot be counted."""
    try:
        return reach_of(session, staff.school, audience_of(session, staff, choices, typed)), ""
    except (Invalid, Forbidden) as refusal:
        return None, staff.reader.say(refusal.sentence, refusal.values)


def _only_planners(sight: Sight) -> None:
    if not sight.inboxes:
        raise Forbidden(_l("An event belongs to an inbox, and you are in none. Ask the office."))


def _form_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    typed: EventTyped,
    refusal: DomainError | None = None,
    *,
    event_id: int | None = None,
) -> Response:
    reader = staff.reader
    with parts.database.reading() as session:
        event: Event | None = see_event(session, staff, event_id) if event_id else None
        is_told = event is not None and _is_told(session, event)
        sight = sight_of(session, staff.school, staff.person)
        choices = choices_of(session, staff, sight)
        reach, _why = _count(session, staff, choices, typed)
    return framed_page(
        request,
        parts,
        staff,
        "event_form.html",
        refusal,
        event_id=event_id,
        action=f"/events/{event_id}/edit" if event_id else "/events/new",
        title=in_reader_language(reader, event.title) if event else "",
        is_told=is_told,
        typed=replace(typed, rows=len(typed.dates)) if is_told else typed,
        languages=family_languages(),
        inboxes=list(sight.inboxes.values()),
        choices=choices,
        kinds=[(kind.value, reader.gettext(name)) for kind, name in KINDS.items()],
        marks=_marks(staff, choices, typed),
        reach=reach,
        nothing="",
        offers=[(need.value, reader.gettext(name)) for need, name in OFFERS.items()],
        longest_title=LONGEST_TITLE,
        longest_place=LONGEST_PLACE,
        longest_sentence=LONGEST_SENTENCE,
        most_capacity=MOST_CAPACITY,
        most_dates=MOST_DATES,
        most_due_days=MOST_NEEDS_DUE_DAYS,
    )


def _is_told(session: Session, event: Event) -> bool:
    """Without holding anything, for a page."""
    return any(
        line.mailing.kind is EventTextKind.INVITATION and line.mailing.opened_at is not None
        for line in mailings_of(session, event).mailings
    )


def _marks(staff: SignedIn, choices: Choices, typed: EventTyped) -> list[tuple[object, ...]]:
    """What may be ticked: the kind, its heading, the field, the choices and which of them are ticked."""
    found = [(AudienceKind.SECTIONS, "section", choices.sections, typed.sections)]
    if choices.is_wide:
        found.append((AudienceKind.GRADES, "grade", choices.grades, typed.grades))
        found.append((AudienceKind.GROUPS, "group", choices.groups, typed.groups))
    return [
        (kind.value, staff.reader.gettext(KINDS[kind]), name, offered, chosen)
        for kind, name, offered, chosen in found
    ]
