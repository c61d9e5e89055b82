"""The fourth step of an announcement: the review, from which it is sent, put to a colleague, or taken back."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.planning.draft import LONGEST_REASON, KindForm, choose_kind, discard_draft, write_again
from app.broadcasts.planning.needs import Awaits, awaited
from app.broadcasts.planning.queries import Waiting
from app.broadcasts.planning.release import agree, approve_words, release, take_back
from app.dashboard.broadcasts.eyes import Eyes, post_of
from app.dashboard.broadcasts.fields import SayingsHere
from app.dashboard.broadcasts.frame import broadcast_page
from app.dashboard.broadcasts.review_view import look_at_review
from app.dashboard.broadcasts.to_check_view import to_check
from app.dashboard.fields import Id, Words, whole_number
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid
from app.foundation.i18n import _l

REFUSALS = (Conflict, Forbidden, Invalid)
OPEN = (BroadcastState.DRAFT, BroadcastState.SUBMITTED, BroadcastState.SCHEDULED)
IN_A_SENTENCE = "now"
"""Of the button by which somebody sends it who says why it cannot wait."""

router = APIRouter()


@dataclass(frozen=True)
class Attempt:
    """What stood in the fields of somebody whose sending was refused."""

    count: str = ""
    reason: str = ""


@router.get("/announcements/{broadcast_id}/review")
def review_page(request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id) -> Response:
    """What has begun to leave is looked at in its report."""
    with parts.database.reading() as session:
        found = Eyes(session, staff).find(broadcast_id)
    if isinstance(found, Broadcast) and found.state not in OPEN:
        return see_other(f"/announcements/{broadcast_id}")
    return _page(request, parts, staff, broadcast_id)


@router.post("/announcements/{broadcast_id}/release")
def send_off(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    broadcast_id: Id,
    *,
    version: Words = "",
    count: Words = "",
    reason: Words = "",
    how: Words = "",
) -> Response:
    """It leaves, or is put to a colleague first; a refusal keeps what was typed and changes nothing."""
    try:
        with parts.database.writing() as session:
            eyes = Eyes(session, staff)
            broadcast = eyes.see(broadcast_id)
            held = _with_reason(session, staff, eyes, broadcast, reason, version=whole_number(version) or 0)
            if how == IN_A_SENTENCE and _needs_second_person(staff, broadcast):
                raise Invalid(_l("Say in a sentence why it cannot wait, or ask a second person to agree."))
            release(
                session,
                staff.school,
                broadcast,
                version=held,
                typed_count=whole_number(count),
                post=post_of(parts),
                reach=eyes.reach,
                now=staff.now,
            )
            is_leaving = broadcast.state is not BroadcastState.SUBMITTED
    except REFUSALS as refusal:
        return _page(request, parts, staff, broadcast_id, refusal, Attempt(count, reason))
    here = f"/announcements/{broadcast_id}"
    return see_other(here if is_leaving else f"{here}/review")


@router.post("/announcements/{broadcast_id}/agree")
def agree_to_it(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, *, version: Words = ""
) -> Response:
    """A second person has looked."""
    return _done_or_told(
        request,
        parts,
        staff,
        broadcast_id,
        lambda session, broadcast: agree(
            session,
            staff.school,
            broadcast,
            version=whole_number(version) or 0,
            post=post_of(parts),
            by=staff.person,
            now=staff.now,
        ),
    )


@router.post("/announcements/{broadcast_id}/check")
def check_translation(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    broadcast_id: Id,
    said: SayingsHere,
    *,
    version: Words = "",
) -> Response:
    """The words are right, as they stood or as corrected here; also for somebody who sees no more of it than them."""
    try:
        with parts.database.writing() as session:
            found = Eyes(session, staff).find(broadcast_id)
            approve_words(
                session,
                staff.school,
                found.broadcast if isinstance(found, Waiting) else found,
                said,
                version=whole_number(version) or 0,
                post=post_of(parts),
                by=staff.person,
                now=staff.now,
            )
    except REFUSALS as refusal:
        return _page(request, parts, staff, broadcast_id, refusal)
    return see_other("/announcements")


@router.post("/announcements/{broadcast_id}/take-back")
def take_it_back(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, *, version: Words = ""
) -> Response:
    """It is a draft again, as long as nothing has begun to leave."""
    return _done_or_told(
        request,
        parts,
        staff,
        broadcast_id,
        lambda session, broadcast: take_back(
            session, staff.school, broadcast, version=whole_number(version) or 0, now=staff.now
        ),
    )


@router.post("/announcements/{broadcast_id}/discard")
def discard(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, *, version: Words = ""
) -> Response:
    try:
        with parts.database.writing() as session:
            broadcast = Eyes(session, staff).see(broadcast_id)
            discard_draft(session, broadcast, version=whole_number(version) or 0)
    except REFUSALS as refusal:
        return _page(request, parts, staff, broadcast_id, refusal)
    return see_other("/announcements")


@router.post("/announcements/{broadcast_id}/again")
def write_it_again(parts: PartsHere, staff: ActingStaff, broadcast_id: Id) -> Response:
    """A new draft with the same words for the same families."""
    with parts.database.writing() as session:
        eyes = Eyes(session, staff)
        copy = write_again(session, eyes.see(broadcast_id), reach=eyes.reach, now=staff.now)
        copy_id = copy.id
    return see_other(f"/announcements/{copy_id}/who")


def _with_reason(
    session: Session, staff: SignedIn, eyes: Eyes, broadcast: Broadcast, reason: str, *, version: int
) -> int:
    """The version to release: another where somebody has said only now why it cannot wait."""
    words = reason.strip()
    if not words or words == broadcast.reason or not broadcast.is_emergency:
        return version
    form = KindForm(
        broadcast.title,
        broadcast.inbox_id,
        broadcast.urgency,
        broadcast.topic,
        broadcast.is_drill,
        words,
    )
    choose_kind(session, broadcast, form, version=version, reach=eyes.reach, now=staff.now)
    return broadcast.version


def _needs_second_person(staff: SignedIn, broadcast: Broadcast) -> bool:
    """Of an emergency the number of its families decides nothing."""
    is_emergency = broadcast.is_emergency and not broadcast.is_drill
    return is_emergency and Awaits.SECOND_PERSON in awaited(staff.school, broadcast, families=0)


def _done_or_told(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    broadcast_id: int,
    deed: Callable[[Session, Broadcast], object],
) -> Response:
    try:
        with parts.database.writing() as session:
            broadcast = Eyes(session, staff).see(broadcast_id)
            deed(session, broadcast)
    except REFUSALS as refusal:
        return _page(request, parts, staff, broadcast_id, refusal)
    return see_other(f"/announcements/{broadcast_id}/review")


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    broadcast_id: int,
    refusal: DomainError | None = None,
    attempt: Attempt | None = None,
) -> Response:
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        found = Eyes(session, staff).find(broadcast_id)
        if isinstance(found, Waiting):
            return _words_alone(request, parts, staff, found.broadcast, refusal)
        review = look_at_review(session, staff, Eyes(session, staff), found, post_of(parts), price)
    send_at = found.send_at
    return broadcast_page(
        request,
        parts,
        staff,
        "announcement_review.html",
        refusal,
        broadcast=found,
        here="review",
        review=review,
        attempt=attempt or Attempt(),
        state=found.state.value,
        leaves=staff.reader.when(send_at) if send_at and send_at > staff.now else "",
        opens=_opens(staff, found),
        not_after=staff.reader.when(found.not_after) if found.not_after else "",
        longest_reason=LONGEST_REASON,
    )


def _words_alone(
    request: Request, parts: Parts, staff: SignedIn, broadcast: Broadcast, refusal: DomainError | None
) -> Response:
    return framed_page(
        request,
        parts,
        staff,
        "announcement_check.html",
        refusal,
        broadcast=broadcast,
        unchecked=to_check(staff.reader, broadcast),
    )


def _opens(staff: SignedIn, broadcast: Broadcast) -> str:
    """When the school texts again, where what leaves now would wait for it."""
    hours = staff.school.texting_hours
    waits = broadcast.send_at is None and not broadcast.is_emergency and not hours.are_open(staff.now)
    return staff.reader.when(hours.next_moment(staff.now)) if waits else ""
