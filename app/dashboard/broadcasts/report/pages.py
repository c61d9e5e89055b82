"""The report of an announcement: the page, the part of it that moves, and what is decided there about the rest."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.broadcasts.answers.feedback import draft_feedback
from app.broadcasts.report.latecomers import count_latecomers
from app.broadcasts.report.progress import progress_of
from app.broadcasts.report.unreached import Told, count_unreached
from app.broadcasts.sending.cancel import cancel_rest, pause_rest, resume_rest
from app.broadcasts.sending.retry import add_latecomers, retry_failed
from app.dashboard.broadcasts.eyes import Eyes, post_of
from app.dashboard.broadcasts.frame import broadcast_page
from app.dashboard.broadcasts.report.frame import UNRELEASED, see_report
from app.dashboard.broadcasts.report.live_view import look_at_progress
from app.dashboard.broadcasts.report.view import look_at_report
from app.dashboard.fields import AskedWords, Id, MaybeId, Words
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid
from app.foundation.i18n import _l
from app.gateway.port import FailureReason

NO_CONTENT = 204
MOST_PAGES = 10_000
SAID = {
    "paused": _l("Paused: nothing more of it leaves."),
    "resumed": _l("It goes on."),
    "cancelled": _l("Cancelled: nothing more of it leaves."),
    "retried": _l("They leave once more."),
    "nothing": _l("There was nothing to do."),
    "added": _l("They get it too."),
}

router = APIRouter()


@router.get("/announcements/{broadcast_id}")
def report_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    broadcast_id: Id,
    *,
    classes: MaybeId = None,
    said: AskedWords = "",
) -> Response:
    return _report_page(request, parts, staff, broadcast_id, class_page=classes or 1, said=said)


@router.get("/announcements/{broadcast_id}/live")
def live_report(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    broadcast_id: Id,
    *,
    version: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """What has changed on an open report, or nothing."""
    with parts.database.reading() as session:
        broadcast = see_report(session, staff, broadcast_id).broadcast
        live = None
        if broadcast.state not in UNRELEASED:
            told = Told.of(count_unreached(session, broadcast))
            live = look_at_progress(session, staff, broadcast, progress_of(session, broadcast), told)
    if live is None or live.version == version:
        return Response(status_code=NO_CONTENT, headers={"Cache-Control": "no-store"})
    return page(
        request, "_announcement_progress.html", staff.reader, staff=staff, live=live, broadcast=broadcast
    )


@router.post("/announcements/{broadcast_id}/pause")
def pause(request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id) -> Response:
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            pause_rest(session, staff.school, broadcast, by=staff.person, now=staff.now)
    except Conflict as refusal:
        return _report_page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{broadcast_id}", said="paused")


@router.post("/announcements/{broadcast_id}/resume")
def resume(request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id) -> Response:
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            resume_rest(session, staff.school, broadcast)
    except Conflict as refusal:
        return _report_page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{broadcast_id}", said="resumed")


@router.post("/announcements/{broadcast_id}/cancel")
def cancel(request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id) -> Response:
    """Whoever pressed the button has read how many have left."""
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            cancel_rest(session, staff.school, broadcast, by=staff.person, now=staff.now)
    except Conflict as refusal:
        return _report_page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{broadcast_id}", said="cancelled")


@router.post("/announcements/{broadcast_id}/retry")
def retry(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, *, why: Words = ""
) -> Response:
    """Those that failed for one reason leave once more."""
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            reasons = [_read_reason(why)]
            count = retry_failed(session, staff.school, broadcast, reasons, by=staff.person, now=staff.now)
    except (Conflict, Invalid) as refusal:
        return _report_page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{broadcast_id}", said="retried" if count else "nothing")


@router.get("/announcements/{broadcast_id}/latecomers")
def latecomers_page(request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id) -> Response:
    """How many families belong to its audience by now that have not got it."""
    return _latecomers_page(request, parts, staff, broadcast_id)


@router.post("/announcements/{broadcast_id}/latecomers")
def add_those_who_joined(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id
) -> Response:
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            guests = post_of(parts).guests
            count = add_latecomers(
                session, staff.school, broadcast, guests=guests, by=staff.person, now=staff.now
            )
    except Conflict as refusal:
        return _report_page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{broadcast_id}", said="added" if count else "nothing")


@router.post("/announcements/{broadcast_id}/feedback")
def begin_feedback(request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id) -> Response:
    """A draft for the same families that begins with what they said."""
    try:
        with parts.database.writing() as session:
            poll = see_report(session, staff, broadcast_id).broadcast
            reach = Eyes(session, staff).reach
            draft = draft_feedback(session, poll, reach=reach, catalog=parts.catalog, now=staff.now)
            draft_id = draft.id
    except (Conflict, Forbidden) as refusal:
        return _report_page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{draft_id}/what")


def _read_reason(why: str) -> FailureReason:
    if why not in set(FailureReason):
        raise Invalid(_l("Choose whom to try again."))
    return FailureReason(why)


def _report_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    broadcast_id: int,
    refusal: DomainError | None = None,
    *,
    class_page: int = 1,
    said: str = "",
) -> Response:
    """What has not been released has nothing to report: its review says what it waits for."""
    with parts.database.reading() as session:
        seen = see_report(session, staff, broadcast_id)
        if seen.broadcast.state in UNRELEASED:
            return see_other(f"/announcements/{broadcast_id}/review")
        progress = progress_of(session, seen.broadcast)
        unreached = count_unreached(session, seen.broadcast)
        live = look_at_progress(session, staff, seen.broadcast, progress, Told.of(unreached))
        report = look_at_report(
            session, staff, seen, progress, unreached, class_page=min(class_page, MOST_PAGES)
        )
    return broadcast_page(
        request,
        parts,
        staff,
        "announcement_report.html",
        refusal,
        broadcast=seen.broadcast,
        here="report",
        live=live,
        report=report,
        said=staff.reader.gettext(SAID[said]) if said in SAID else "",
    )


def _latecomers_page(request: Request, parts: Parts, staff: SignedIn, broadcast_id: int) -> Response:
    with parts.database.reading() as session:
        broadcast = see_report(session, staff, broadcast_id).broadcast
        guests = post_of(parts).guests
        count = count_latecomers(session, staff.school, broadcast, guests=guests) if broadcast.audience else 0
    return framed_page(
        request, parts, staff, "announcement_latecomers.html", broadcast=broadcast, count=count
    )
