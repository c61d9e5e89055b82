"""One event's board, and a single family of it: where everybody stands, and what somebody heard by phone."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.events.board_view import BoardView, answers_to_choose, look_at_board
from app.dashboard.events.family_view import look_at_family
from app.dashboard.events.frame import see_event
from app.dashboard.events.words import short_date_words
from app.dashboard.fields import AskedWords, Id, MaybeId, storable, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.reader import Reader
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.events.answers.rsvp import record_answer, settle_reply
from app.events.event import Event
from app.events.guest import EventReply
from app.events.planning.invite import ask_again, invite_latecomers
from app.events.queries import get_guest
from app.events.reading.reply import Attendance
from app.foundation.errors import Conflict, DomainError, Invalid, NotFound
from app.foundation.i18n import _l
from app.inbox.queries import sight_of

SAID = {
    "invited": _l("Families are invited."),
    "asked": _l("Those who have not answered are asked again."),
    "latecomers": _l("They are invited too."),
    "changed": _l("Families are told of it."),
    "called_off": _l("It is called off, and families are told."),
    "recorded": _l("The answer is written down."),
    "settled": _l("Nobody needs to look at this reply any more."),
}

router = APIRouter()


async def _answer(request: Request) -> dict[str, str]:
    """What was chosen; which fields there are depends on the dates."""
    form = await request.form()
    return {name: storable(words).strip() for name, words in form.items() if isinstance(words, str)}


AnswerHere = Annotated[Mapping[str, str], Depends(_answer)]


@router.get("/events/{event_id}")
def board_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    event_id: Id,
    *,
    date: MaybeId = None,
    said: AskedWords = "",
) -> Response:
    return _board_page(request, parts, staff, event_id, date_number=date, said=said)


@router.post("/events/{event_id}/replies/{reply_id}")
def settle_doubt(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, reply_id: Id, answer: AnswerHere
) -> Response:
    """What a text meant, or that it was no answer."""
    is_nothing = bool(answer.get("nothing"))
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            reply = _get_reply(session, event, reply_id)
            if not is_nothing:
                guest = get_guest(session, event, reply.guest_id)
                said, people = _read_answer(event, answer)
                record_answer(
                    session, staff.school, guest, said, people=people, by=staff.person, now=staff.now
                )
            settle_reply(session, staff.school, reply.id, by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _board_page(request, parts, staff, event_id, refusal)
    return see_other(f"/events/{event_id}", said="settled" if is_nothing else "recorded")


@router.get("/events/{event_id}/guests/{guest_id}")
def family_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, event_id: Id, guest_id: Id
) -> Response:
    return _family_page(request, parts, staff, event_id, guest_id)


@router.post("/events/{event_id}/guests/{guest_id}")
def record_heard(
    request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id, guest_id: Id, answer: AnswerHere
) -> Response:
    """Somebody called, or was told at the door."""
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            guest = get_guest(session, event, guest_id)
            said, people = _read_answer(event, answer)
            record_answer(session, staff.school, guest, said, people=people, by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _family_page(request, parts, staff, event_id, guest_id, refusal)
    return see_other(f"/events/{event_id}", said="recorded")


@router.post("/events/{event_id}/ask-again")
def ask_families_again(request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id) -> Response:
    """Those that were asked and have not answered."""
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            ask_again(session, staff.school, event, by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _board_page(request, parts, staff, event_id, refusal)
    return see_other(f"/events/{event_id}", said="asked")


@router.post("/events/{event_id}/latecomers")
def invite_those_who_joined(request: Request, parts: PartsHere, staff: ActingStaff, event_id: Id) -> Response:
    """Families of the audience that have had no invitation."""
    try:
        with parts.database.writing() as session:
            event = see_event(session, staff, event_id)
            invite_latecomers(session, staff.school, event, by=staff.person, now=staff.now)
    except (Invalid, Conflict) as refusal:
        return _board_page(request, parts, staff, event_id, refusal)
    return see_other(f"/events/{event_id}", said="latecomers")


def _get_reply(session: Session, event: Event, reply_id: int) -> EventReply:
    reply = session.scalar(
        select(EventReply).where(EventReply.id == reply_id, EventReply.event_id == event.id)
    )
    if reply is None:
        raise NotFound(_l("There is no such reply."))
    if reply.settled_at is not None:
        raise Conflict(_l("A colleague has just seen to this reply."))
    return reply


def _read_answer(event: Event, answer: Mapping[str, str]) -> tuple[dict[int, Attendance], int | None]:
    """By the number of a date, what was said of it; raises Invalid where nothing was chosen."""
    chosen = {date.number: answer.get(f"date_{date.number}", "") for date in event.dates}
    said = {number: Attendance(value) for number, value in chosen.items() if value in set(Attendance)}
    if not said:
        raise Invalid(_l("Choose what the family said."))
    typed = answer.get("people", "")
    if not typed:
        return said, None
    people = whole_number(typed)
    if people is None:
        raise Invalid(_l("Say in a number how many people come."))
    return said, people


def answer_dates(reader: Reader, event: Event) -> list[dict[str, object]]:
    """The dates of which an answer may still be written down."""
    return [
        {"number": each.number, "short": short_date_words(reader, each)}
        for each in event.dates
        if each.called_off_at is None
    ]


def _links(staff: SignedIn, view: BoardView) -> list[dict[str, str]]:
    """Where one goes from here."""
    _ = staff.reader.gettext
    here = f"/events/{view.id}"
    links = [(f"{here}/invitation", "mail", _(_l("Invitation")))]
    if not view.is_draft:
        links.append((f"{here}/needs", "hand-helping", _(_l("Needs"))))
        links.append((f"{here}/flyer", "printer", _(_l("Flyer"))))
    links.append((f"{here}/edit", "pencil", _(_l("Edit"))))
    return [{"url": url, "icon": icon, "words": words} for url, icon, words in links]


def _board_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    event_id: int,
    refusal: DomainError | None = None,
    *,
    date_number: int | None = None,
    said: str = "",
) -> Response:
    reader = staff.reader
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
        inbox = sight_of(session, staff.school, staff.person).inboxes[event.inbox_id]
        view = look_at_board(session, staff, event, inbox, date_number=date_number)
    return framed_page(
        request,
        parts,
        staff,
        "event_board.html",
        refusal,
        board=view,
        links=_links(staff, view),
        answer_dates=answer_dates(reader, event),
        other_answers=answers_to_choose(reader, event),
        said=reader.gettext(SAID[said]) if said in SAID else "",
    )


def _family_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    event_id: int,
    guest_id: int,
    refusal: DomainError | None = None,
) -> Response:
    with parts.database.reading() as session:
        event = see_event(session, staff, event_id)
        family = look_at_family(session, staff, event, guest_id)
    return framed_page(
        request,
        parts,
        staff,
        "event_guest.html",
        refusal,
        event_id=event_id,
        family=family,
        guest=family.row,
        answer_dates=answer_dates(staff.reader, event),
        other_answers=answers_to_choose(staff.reader, event),
    )
