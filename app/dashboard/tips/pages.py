"""Weekly tips: the school's tracks, a track as a calendar and as a sheet of paper, holding it and letting it run."""

from datetime import datetime, time

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.fields import AskedWords, Id, MaybeId, Words
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.tips.idea_view import list_ideas
from app.dashboard.tips.print_view import print_of
from app.dashboard.tips.response_view import response_of
from app.dashboard.tips.text_view import said_lines
from app.dashboard.tips.view import get_band, look_at_tips, track_cards
from app.dashboard.tips.words import clock_words, half_hours, with_child
from app.dashboard.tips.year_view import year_of
from app.foundation.errors import Conflict, Forbidden, Invalid
from app.foundation.i18n import _l
from app.staff.permissions import may_arrange_tips
from app.tips.track import Track
from app.tips.tracks import choose_time, get_track, hold_track, open_track, run_track

router = APIRouter()


@router.get("/tips")
def tips_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    return _tips_page(request, parts, staff)


@router.post("/tips")
def open_tips(request: Request, parts: PartsHere, staff: ActingStaff, *, band: Words = "") -> Response:
    """The school has its own copy, held until somebody lets it run."""
    only_arrangers(staff)
    chosen = get_band(band)
    try:
        with parts.database.writing() as session:
            track = open_track(session, staff.school, chosen, by=staff.person, now=staff.now)
            track_id = track.id
    except Conflict as refusal:
        return _tips_page(request, parts, staff, refusal)
    return see_other(f"/tips/{track_id}")


@router.get("/tips/{track_id}")
def track_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    track_id: Id,
    *,
    weeks: AskedWords = "",
    week: MaybeId = None,
) -> Response:
    """`weeks=all` opens every week, `week` one more than those that stand open."""
    return _track_page(request, parts, staff, track_id, is_all_open=weeks == "all", also_open=week)


@router.post("/tips/{track_id}/run")
def let_track_run(parts: PartsHere, staff: ActingStaff, track_id: Id) -> Response:
    only_arrangers(staff)
    with parts.database.writing() as session:
        run_track(session, staff.school, track_id, by=staff.person, now=staff.now)
    return see_other(f"/tips/{track_id}")


@router.post("/tips/{track_id}/hold")
def hold_whole_track(parts: PartsHere, staff: ActingStaff, track_id: Id) -> Response:
    only_arrangers(staff)
    with parts.database.writing() as session:
        hold_track(session, staff.school, track_id, by=staff.person, now=staff.now)
    return see_other(f"/tips/{track_id}")


@router.post("/tips/{track_id}/hour")
def choose_hour(
    request: Request, parts: PartsHere, staff: ActingStaff, track_id: Id, *, hour: Words = ""
) -> Response:
    only_arrangers(staff)
    try:
        with parts.database.writing() as session:
            choose_time(session, staff.school, track_id, _time(hour), now=staff.now)
    except Invalid as refusal:
        return _track_page(request, parts, staff, track_id, refusal)
    return see_other(f"/tips/{track_id}")


@router.get("/tips/{track_id}/print")
def print_page(request: Request, parts: PartsHere, staff: CurrentStaff, track_id: Id) -> Response:
    """For a folder or a wall: both languages, and nothing to click on paper."""
    with parts.database.reading() as session:
        sheet = print_of(session, staff, get_track(session, staff.school, track_id))
    return page(
        request, "tip_print.html", staff.reader, track_id=track_id, sheet=sheet, school=staff.school.name
    )


def only_arrangers(staff: SignedIn) -> None:
    """Raises Forbidden for those who may look only."""
    if not may_arrange_tips(staff.person):
        raise Forbidden(_l("Only the office and the principal arrange the tips."))


def _time(typed: str) -> time:
    try:
        return datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - a time of day, in the school's zone
    except ValueError:
        raise Invalid(_l("Choose a time of the day.")) from None


def _tips_page(request: Request, parts: Parts, staff: SignedIn, refusal: Conflict | None = None) -> Response:
    with parts.database.reading() as session:
        view = look_at_tips(session, staff)
        ideas = list_ideas(session, staff)
    return framed_page(
        request,
        parts,
        staff,
        "tips.html",
        refusal,
        tips=view,
        ideas=ideas,
        may_arrange=may_arrange_tips(staff.person),
    )


def _track_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    track_id: int,
    refusal: Invalid | None = None,
    *,
    is_all_open: bool = False,
    also_open: int | None = None,
) -> Response:
    with parts.database.reading() as session:
        track = get_track(session, staff.school, track_id)
        (card,) = track_cards(session, staff, [track])
        year = year_of(session, staff, track, is_all_open=is_all_open, also_open=also_open)
        response = response_of(session, staff, track)
        said = said_lines(session, staff, track)
    return framed_page(
        request,
        parts,
        staff,
        "tip_track.html",
        refusal,
        track=card,
        year=year,
        response=response,
        said=said,
        is_all_open=is_all_open,
        hours=_hours(staff, track),
        with_child=with_child,
        may_arrange=may_arrange_tips(staff.person),
    )


def _hours(staff: SignedIn, track: Track) -> list[tuple[str, str, bool]]:
    """Times to choose from: as a form sends them, in words, and whether it is the one that is kept."""
    school = staff.school
    times = sorted({*half_hours(school.texting_from, school.texting_until), track.sent_at})
    return [(at.strftime("%H:%M"), clock_words(at, staff.reader), at == track.sent_at) for at in times]
