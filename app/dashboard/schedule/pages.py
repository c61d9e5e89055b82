"""The schedule: what will leave in the next 30 days, what did not go, and holding back one thing or everything."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.broadcasts.eyes import post_of
from app.dashboard.fields import AskedWords, Id, MaybeId, Words, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.schedule.not_gone_view import Asked, families_without, what_did_not_go
from app.dashboard.schedule.view import look_ahead, what_is_seen
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price
from app.events.event import Event
from app.events.queries import get_event
from app.events.sending.mailings import cancel_mailing
from app.events.sending.pause import pause_mailing, resume_mailing
from app.foundation.errors import DomainError, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.schools.queries import get_school
from app.schools.school import MOST_A_WEEK
from app.staff.permissions import may_keep_the_clock
from app.tips.ideas.offer import get_idea
from app.tips.ideas.share import pause_idea, resume_idea, withdraw_idea
from app.tips.tracks import hold_track, run_track

router = APIRouter()


@router.get("/schedule")
def schedule_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    return _page(request, parts, staff)


@router.get("/schedule/not-sent")
def not_sent_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    *,
    what: AskedWords = "",
    day: AskedWords = "",
    why: AskedWords = "",
    event: MaybeId = None,
) -> Response:
    """Whose families stand behind one line of what did not go."""
    with parts.database.reading() as session:
        without = families_without(session, staff, Asked(what, day, why, event))
    return framed_page(
        request,
        parts,
        staff,
        "schedule_not_sent.html",
        without=without,
    )


@router.post("/schedule/pause")
def pause_everything(parts: PartsHere, staff: ActingStaff) -> Response:
    _only_those_who_keep_the_clock(staff)
    with parts.database.writing() as session:
        get_school(session, staff.school.id).pause(by=staff.person.id, now=staff.now)
    return see_other("/schedule")


@router.post("/schedule/resume")
def resume_everything(parts: PartsHere, staff: ActingStaff) -> Response:
    _only_those_who_keep_the_clock(staff)
    with parts.database.writing() as session:
        get_school(session, staff.school.id).resume()
    return see_other("/schedule")


@router.post("/schedule/allowance")
def choose_allowance(
    request: Request, parts: PartsHere, staff: ActingStaff, *, texts: Words = ""
) -> Response:
    _only_those_who_keep_the_clock(staff)
    try:
        with parts.database.writing() as session:
            school = get_school(session, staff.school.id)
            chosen = whole_number(texts)
            school.allow_a_week(-1 if chosen is None else chosen)
    except Invalid as refusal:
        return _page(request, parts, staff, refusal)
    return see_other("/schedule#allowance")


@router.post("/schedule/tracks/{track_id}/hold")
def hold_tips(parts: PartsHere, staff: ActingStaff, track_id: Id) -> Response:
    _only_those_who_keep_the_clock(staff)
    with parts.database.writing() as session:
        hold_track(session, staff.school, track_id, by=staff.person, now=staff.now)
    return see_other("/schedule#tracks")


@router.post("/schedule/tracks/{track_id}/run")
def run_tips(parts: PartsHere, staff: ActingStaff, track_id: Id) -> Response:
    _only_those_who_keep_the_clock(staff)
    with parts.database.writing() as session:
        run_track(session, staff.school, track_id, by=staff.person, now=staff.now)
    return see_other("/schedule#tracks")


@router.post("/schedule/events/{event_id}/mailings/{mailing_id}/pause")
def pause_one(parts: PartsHere, staff: ActingStaff, event_id: Id, mailing_id: Id) -> Response:
    with parts.database.writing() as session:
        pause_mailing(session, _event(session, staff, event_id), mailing_id, by=staff.person, now=staff.now)
    return see_other(f"/schedule#mailing-{mailing_id}")


@router.post("/schedule/events/{event_id}/mailings/{mailing_id}/resume")
def resume_one(parts: PartsHere, staff: ActingStaff, event_id: Id, mailing_id: Id) -> Response:
    with parts.database.writing() as session:
        resume_mailing(session, _event(session, staff, event_id), mailing_id)
    return see_other(f"/schedule#mailing-{mailing_id}")


@router.post("/schedule/events/{event_id}/mailings/{mailing_id}/cancel")
def cancel_one(parts: PartsHere, staff: ActingStaff, event_id: Id, mailing_id: Id) -> Response:
    """None of it leaves any more; what has left already stays."""
    with parts.database.writing() as session:
        cancel_mailing(session, _event(session, staff, event_id), mailing_id, now=staff.now)
    return see_other("/schedule")


@router.post("/schedule/ideas/{idea_id}/pause")
def pause_one_idea(parts: PartsHere, staff: ActingStaff, idea_id: Id) -> Response:
    with parts.database.writing() as session:
        _check_idea(session, staff, idea_id)
        pause_idea(session, staff.school, idea_id, by=staff.person, now=staff.now)
    return see_other(f"/schedule#idea-{idea_id}")


@router.post("/schedule/ideas/{idea_id}/resume")
def resume_one_idea(parts: PartsHere, staff: ActingStaff, idea_id: Id) -> Response:
    with parts.database.writing() as session:
        _check_idea(session, staff, idea_id)
        resume_idea(session, staff.school, idea_id)
    return see_other(f"/schedule#idea-{idea_id}")


@router.post("/schedule/ideas/{idea_id}/cancel")
def cancel_one_idea(parts: PartsHere, staff: ActingStaff, idea_id: Id) -> Response:
    """None of it leaves any more; refused once something of it has left."""
    with parts.database.writing() as session:
        _check_idea(session, staff, idea_id)
        withdraw_idea(session, staff.school, idea_id, by=staff.person, now=staff.now)
    return see_other("/schedule")


def _check_idea(session: Session, staff: SignedIn, idea_id: int) -> None:
    _only_those_who_keep_the_clock(staff)
    if get_idea(session, staff.school, idea_id).inbox_id not in what_is_seen(session, staff).named:
        raise NotFound(_l("There is no such idea."))


def _event(session: Session, staff: SignedIn, event_id: int) -> Event:
    _only_those_who_keep_the_clock(staff)
    return get_event(session, staff.school, event_id, inbox_ids=what_is_seen(session, staff).named)


def _only_those_who_keep_the_clock(staff: SignedIn) -> None:
    if not may_keep_the_clock(staff.person):
        raise Forbidden(_l("Only the office and the principal hold back what goes to many."))


def _page(request: Request, parts: Parts, staff: SignedIn, refusal: DomainError | None = None) -> Response:
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        schedule = look_ahead(session, staff, post_of(parts), price)
        not_gone = what_did_not_go(session, staff, what_is_seen(session, staff))
    return framed_page(
        request,
        parts,
        staff,
        "schedule.html",
        refusal,
        schedule=schedule,
        not_gone=not_gone,
        may_act=may_keep_the_clock(staff.person),
        most_a_week=MOST_A_WEEK,
    )
