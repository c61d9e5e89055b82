"""How a family likes to be texted: what it told on the phone or at the door is written down here."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.calls.no_calls import find_no_calls, lift_no_calls
from app.dashboard.fields import AskedWords, Id, Words
from app.dashboard.frame import framed_page
from app.dashboard.inbox_pages import read_queue
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.thread_line import NO_FAMILY, family_title
from app.dashboard.wish_view import (
    TipWishes,
    Typed,
    TypedHere,
    WishForm,
    days_of,
    moment_of,
    times_of,
    way_of,
    ways_to_say_so,
)
from app.dashboard.words import CONSENT_CHANNELS
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.inbox.assignment import add_note
from app.inbox.queries import get_thread, look_at_thread, sight_of
from app.inbox.record_own_hours import record_own_hours
from app.messages.thread import Thread
from app.roster.own_hours import own_hours_of
from app.roster.phone_number import PhoneNumber
from app.roster.queries import families_of
from app.sms.phone_number import display
from app.tips.wishes import find_wish, gets_tips
from app.tips.write_down import write_down

router = APIRouter()


@router.get("/threads/{thread_id}/wishes")
def wishes_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, *, thread_id: Id, queue: AskedWords = ""
) -> Response:
    return _page(request, parts, staff, thread_id, queue)


@router.post("/threads/{thread_id}/wishes")
def record_wishes(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    typed: TypedHere,
    *,
    thread_id: Id,
    queue: Words = "",
) -> Response:
    """All of it is kept or nothing; a refusal shows the page with everything still in its fields."""
    try:
        own, tips = typed.own_hours(), typed.tip_wishes()
        with parts.database.writing() as session:
            thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
            record_own_hours(session, staff.school, thread, own, by=staff.person, now=staff.now)
            _record_tips(session, staff, thread, tips)
    except Invalid as refusal:
        return _page(request, parts, staff, thread_id, queue, refusal, typed=typed)
    known = read_queue(queue)
    return see_other("/inbox", queue=known.value if known else None, thread=thread_id, pane="family")


@router.post("/threads/{thread_id}/wishes/calls")
def let_calls_come(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    *,
    thread_id: Id,
    how: Words = "",
    queue: Words = "",
) -> Response:
    """Only because the family said so: a note in the conversation keeps who was told, when and how."""
    try:
        way = way_of(how)
    except Invalid as refusal:
        return _page(request, parts, staff, thread_id, queue, refusal)
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        phone = session.get_one(PhoneNumber, thread.phone_number_id)
        if lift_no_calls(session, phone, by=staff.person):
            said = {"how": staff.reader.gettext(CONSENT_CHANNELS[way])}
            note = staff.reader.say(_l("The family said that voice calls may come again (%(how)s)."), said)
            add_note(session, thread, note, by=staff.person, now=staff.now)
    known = read_queue(queue)
    return see_other("/inbox", queue=known.value if known else None, thread=thread_id)


def _record_tips(session: Session, staff: SignedIn, thread: Thread, tips: TipWishes) -> None:
    """A note tells who has recorded it, where anything is new."""
    phone = session.get_one(PhoneNumber, thread.phone_number_id)
    today = staff.now.astimezone(staff.school.zone).date()
    if tips == TipWishes.of(find_wish(session, phone), today):
        return
    write_down(
        session,
        staff.school,
        phone,
        per_week=tips.per_week,
        paused_until=tips.paused_until,
        at=tips.at,
        days=tips.days,
        by=staff.person,
        now=staff.now,
    )
    add_note(session, thread, tips.in_words(staff.reader), by=staff.person, now=staff.now)


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    thread_id: int,
    queue: str,
    refusal: Invalid | None = None,
    *,
    typed: Typed | None = None,
) -> Response:
    with parts.database.reading() as session:
        opened = look_at_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        form = _form(session, staff, opened.number, thread_id)
    known = read_queue(queue)
    return framed_page(
        request,
        parts,
        staff,
        "wishes.html",
        refusal,
        form=form.again(typed) if typed else form,
        queue=known.value if known else "",
    )


def _form(session: Session, staff: SignedIn, phone: PhoneNumber, thread_id: int) -> WishForm:
    reader, school = staff.reader, staff.school
    family = families_of(session, school, {phone.id}).get(phone.id, NO_FAMILY)
    title, _ = family_title(reader, family, phone.e164, school.region)
    wish = find_wish(session, phone)
    tips = TipWishes.of(wish, staff.now.astimezone(school.zone).date())
    return WishForm(
        thread_id=thread_id,
        title=title,
        number=display(phone.e164, school.region),
        typed=Typed.of(own_hours_of(phone), tips, school),
        opens=reader.time_of_day(school.texting_from),
        closes=reader.time_of_day(school.texting_until),
        times=times_of(reader, school, tips.at),
        days=days_of(reader),
        gets_tips=gets_tips(session, phone.id, staff.now),
        no_calls=moment_of(reader, find_no_calls(session, phone.id)),
        ways_to_say_so=ways_to_say_so(reader),
    )
