"""The families behind a number of a report, and those whom somebody calls, writes to or meets."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.broadcasts.broadcast import Broadcast
from app.broadcasts.recipient import LeftOut, ReachedHow
from app.broadcasts.report.lists import call_list, families_at
from app.broadcasts.report.paper import Teller
from app.broadcasts.report.progress import Stand, WaitsFor, Why, progress_of
from app.broadcasts.report.unreached import (
    AT_ONCE,
    LONGEST_NOTE,
    Told,
    count_unreached,
    give_back,
    take_back_told,
    take_next,
    take_on,
    tell,
)
from app.dashboard.broadcasts.report.family_view import family_rows, how_choices, rows_to_tell
from app.dashboard.broadcasts.report.frame import see_report
from app.dashboard.broadcasts.report.letter_view import MOST_LETTERS, look_at_letters
from app.dashboard.broadcasts.report.words import STANDS, why_words
from app.dashboard.fields import AskedWords, Id, Words, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other, with_query
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Invalid, NotFound
from app.foundation.i18n import _l
from app.gateway.port import FailureReason

MINE, TOLD = "mine", "told"

router = APIRouter()


@router.get("/announcements/{broadcast_id}/families")
def families_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    broadcast_id: Id,
    *,
    group: AskedWords = "",
    why: AskedWords = "",
    after: AskedWords = "",
) -> Response:
    """Raises NotFound for a place where nobody can stand."""
    stand, reason = _read_group(group, why)
    with parts.database.reading() as session:
        seen = see_report(session, staff, broadcast_id)
        progress = progress_of(session, seen.broadcast)
        found = families_at(session, staff.school, seen.broadcast, progress, stand, reason, after=after)
        rows = family_rows(session, staff, seen, found)
    reader = staff.reader
    counts = progress.reasons(stand)
    return framed_page(
        request,
        parts,
        staff,
        "announcement_families.html",
        broadcast=seen.broadcast,
        title=reader.gettext(STANDS[stand][0]),
        why=why_words(reader, stand, reason)[0] if reason else "",
        count=counts[reason] if reason else progress.stands[stand],
        to_come=counts[WaitsFor.HANDING_OVER] if stand is Stand.WAITING else 0,
        rows=rows,
        next_page=with_query(request.url.path, group=group, why=why, after=rows.next) if rows.next else "",
    )


@router.get("/announcements/{broadcast_id}/call-list")
def call_list_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    broadcast_id: Id,
    *,
    show: AskedWords = "",
    after: AskedWords = "",
) -> Response:
    return _call_list_page(request, parts, staff, broadcast_id, show=show, after=after)


@router.get("/announcements/{broadcast_id}/letters")
def letters_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id, *, show: AskedWords = ""
) -> Response:
    """One sheet for each family that is still to be told, to print and to give to the child."""
    with parts.database.reading() as session:
        seen = see_report(session, staff, broadcast_id)
        letters = look_at_letters(
            session, staff, seen, _teller(parts, staff, seen.broadcast), is_mine=show == MINE
        )
    return page(  # nothing to click on paper
        request,
        "announcement_letters.html",
        staff.reader,
        school=staff.school.name,
        broadcast=seen.broadcast,
        letters=letters,
        most=MOST_LETTERS,
    )


@router.post("/announcements/{broadcast_id}/call-list/take-next")
def take_some(parts: PartsHere, staff: ActingStaff, broadcast_id: Id) -> Response:
    """The next few families are this person's to tell."""
    with parts.database.writing() as session:
        take_next(session, see_report(session, staff, broadcast_id).broadcast, by=staff.person)
    return see_other(f"/announcements/{broadcast_id}/call-list", show=MINE)


@router.post("/announcements/{broadcast_id}/call-list/{recipient_id}/take")
def take_one(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    broadcast_id: Id,
    recipient_id: Id,
    show: Words = "",
) -> Response:
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            take_on(session, broadcast, recipient_id, by=staff.person)
    except Conflict as refusal:
        return _call_list_page(request, parts, staff, broadcast_id, refusal, show=show)
    return _back(broadcast_id, recipient_id, show)


@router.post("/announcements/{broadcast_id}/call-list/{recipient_id}/give-back")
def give_one_back(
    parts: PartsHere, staff: ActingStaff, broadcast_id: Id, recipient_id: Id, show: Words = ""
) -> Response:
    with parts.database.writing() as session:
        give_back(session, see_report(session, staff, broadcast_id).broadcast, recipient_id)
    return _back(broadcast_id, recipient_id, show)


@router.post("/announcements/{broadcast_id}/call-list/{recipient_id}/told")
def write_down_told(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    broadcast_id: Id,
    recipient_id: Id,
    how: Words = "",
    note: Words = "",
    show: Words = "",
) -> Response:
    """Somebody called, sent a letter, or met the family."""
    try:
        with parts.database.writing() as session:
            broadcast = see_report(session, staff, broadcast_id).broadcast
            tell(session, broadcast, recipient_id, _read_how(how), note, by=staff.person, now=staff.now)
    except (Conflict, Invalid) as refusal:
        return _call_list_page(request, parts, staff, broadcast_id, refusal, show=show)
    return see_other(f"/announcements/{broadcast_id}/call-list", show=show)


@router.post("/announcements/{broadcast_id}/call-list/{recipient_id}/not-told")
def take_back(
    parts: PartsHere, staff: ActingStaff, broadcast_id: Id, recipient_id: Id, show: Words = ""
) -> Response:
    """It was another family after all."""
    with parts.database.writing() as session:
        take_back_told(session, see_report(session, staff, broadcast_id).broadcast, recipient_id)
    return _back(broadcast_id, recipient_id, show)


def _back(broadcast_id: int, recipient_id: int, show: str) -> Response:
    return see_other(
        with_query(f"/announcements/{broadcast_id}/call-list", show=show) + f"#family-{recipient_id}"
    )


def _read_how(how: str) -> ReachedHow:
    if how not in set(ReachedHow):
        raise Invalid(_l("Choose how you told the family."))
    return ReachedHow(how)


def _read_group(group: str, why: str) -> tuple[Stand, Why | None]:
    if group in set(Stand):
        stand = Stand(group)
        if not why:
            return stand, None
        kinds: dict[Stand, type[LeftOut | FailureReason | WaitsFor]] = {
            Stand.NOT_TEXTED: LeftOut,
            Stand.FAILED: FailureReason,
            Stand.WAITING: WaitsFor,
        }
        kind = kinds.get(stand)
        if kind is not None and why in set(kind):
            return stand, kind(why)
    raise NotFound(_l("There is no such page."))


def _teller(parts: Parts, staff: SignedIn, broadcast: Broadcast) -> Teller:
    return Teller(broadcast, staff.school, parts.catalog)


def _call_list_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    broadcast_id: int,
    refusal: DomainError | None = None,
    *,
    show: str = "",
    after: str = "",
) -> Response:
    with parts.database.reading() as session:
        seen = see_report(session, staff, broadcast_id)
        found = call_list(
            session,
            staff.school,
            seen.broadcast,
            owner=staff.person if show == MINE else None,
            is_told=show == TOLD,
            after=whole_number(after) or 0,
        )
        families, rows = rows_to_tell(session, staff, seen, found, _teller(parts, staff, seen.broadcast))
        told = Told.of(count_unreached(session, seen.broadcast))
    here = f"/announcements/{broadcast_id}/call-list"
    return framed_page(
        request,
        parts,
        staff,
        "announcement_call_list.html",
        refusal,
        broadcast=seen.broadcast,
        here=here,
        show=show if show in {MINE, TOLD} else "",
        families=families,
        rows=rows,
        told=told,
        at_once=min(AT_ONCE, told.open - told.owned),
        hows=how_choices(staff.reader),
        longest_note=LONGEST_NOTE,
        next_page=with_query(here, show=show, after=rows.next) if rows.next else "",
    )
