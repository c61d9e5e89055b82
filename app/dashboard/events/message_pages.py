"""What an organiser tells families of an event: that something has changed, or that it is called off; and pausing."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.dashboard.events.frame import see_event
from app.dashboard.events.words import date_words, in_reader_language
from app.dashboard.fields import Id, storable
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.events.event import Event, EventDate, EventState
from app.events.planning.change import announce_change, call_off, call_off_date
from app.events.planning.forms import LONGEST_PLACE, LONGEST_SENTENCE, ChangeForm
from app.events.sending.pause import pause_mailing, resume_mailing
from app.foundation.errors import Conflict, DomainError, Invalid, NotFound
from app.foundation.i18n import _l
from app.interpreting.slot_words import read_date, read_time
from app.sms.languages import family_languages

router = APIRouter()


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: storable(words).strip() for name, words in form.items() if isinstance(words, str)}


TypedHere = Annotated[Mapping[str, str], Depends(_typed)]


@router.get("/events/{event_id}/change")
def change_page(request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id) -> Response:
    return _page(request, parts, staff, event_id, "event_change.html", {})


@router.post("/events/{event_id}/change")
def tell_of_change(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, typed: TypedHere
) -> Response:
    """Whoever may come reads it in their language within a minute."""
    try:
        change = ChangeForm(
            day=read_date(typed["day"]) if typed.get("day") else None,
            begins=read_time(typed["begins"]) if typed.get("begins") else None,
            ends=read_time(typed["ends"]) if typed.get("ends") else None,
            place=_worded(typed, "place"),
            words=_worded(typed, "words"),
        )
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            date = _chosen_date(event, typed.get("date", ""))
            announce_change(session, staff.school, event, date, change, by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, event_id, "event_change.html", typed, refusal)
    return see_other(f"/events/{event_id}", said="changed")


@router.get("/events/{event_id}/call-off")
def call_off_page(request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id) -> Response:
    return _page(request, parts, staff, event_id, "event_call_off.html", {})


@router.post("/events/{event_id}/call-off")
def call_off_event(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, typed: TypedHere
) -> Response:
    """The whole event, or one date of a series; those who may come are told at once."""
    words = _worded(typed, "words")
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            date = _chosen_date(event, typed.get("date", ""))
            if date is None or not event.is_series:
                call_off(session, staff.school, event, words=words, by=staff.person, now=staff.now)
            else:
                call_off_date(session, staff.school, event, date, words=words, by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _page(request, parts, staff, event_id, "event_call_off.html", typed, refusal)
    return see_other(f"/events/{event_id}", said="called_off")


@router.post("/events/{event_id}/mailings/{mailing_id}/pause")
def pause_texts(parts: PartsHere, staff: ActingStaff, event_id: Id, mailing_id: Id) -> Response:
    """None of it leaves before somebody lets it go on."""
    with parts.database.writing() as session:
        event = see_event(session, staff, event_id)
        pause_mailing(session, event, mailing_id, by=staff.person, now=staff.now)
    return see_other(f"/events/{event_id}#texts")


@router.post("/events/{event_id}/mailings/{mailing_id}/resume")
def resume_texts(parts: PartsHere, staff: ActingStaff, event_id: Id, mailing_id: Id) -> Response:
    with parts.database.writing() as session:
        resume_mailing(session, see_event(session, staff, event_id), mailing_id)
    return see_other(f"/events/{event_id}#texts")


def _worded(typed: Mapping[str, str], name: str) -> dict[str, str]:
    """By language, what was typed; a field that was left empty says nothing."""
    given = {code: typed.get(f"{name}_{code}", "") for code in family_languages()}
    return {code: words for code, words in given.items() if words}


def _chosen_date(event: Event, number: str) -> EventDate | None:
    """None for the whole event; of an event with one date, that date."""
    if not event.is_series:
        return event.dates[0]
    if not number:
        return None
    found = next((each for each in event.dates if str(each.number) == number), None)
    if found is None:
        raise NotFound(_l("There is no such date."))
    return found


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    event_id: int,
    template: str,
    typed: Mapping[str, str],
    refusal: DomainError | None = None,
) -> Response:
    reader = staff.reader
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
    ahead = [
        (str(each.number), date_words(reader, each))
        for each in event.dates
        if each.called_off_at is None and each.ends_at > staff.now
    ]
    return framed_page(
        request,
        parts,
        staff,
        template,
        refusal,
        event_id=event_id,
        title=in_reader_language(reader, event.title),
        is_series=event.is_series,
        may_tell=event.state is EventState.OPEN and bool(ahead),
        dates=ahead,
        typed=typed,
        worded={
            name: {code: typed.get(f"{name}_{code}", "") for code in family_languages()}
            for name in ("place", "words")
        },
        languages=family_languages(),
        longest_place=LONGEST_PLACE,
        longest_sentence=LONGEST_SENTENCE,
    )
