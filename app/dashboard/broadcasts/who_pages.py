"""The first step of an announcement: what kind it is, whose conversations it stands in, and whom it is for."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection
from app.broadcasts.broadcast import LONGEST_TITLE, Broadcast, BroadcastState, Topic, Urgency
from app.broadcasts.planning.draft import LONGEST_REASON, KindForm, begin_draft, choose_families, choose_kind
from app.broadcasts.planning.reach import Reach, check_families
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.fields import OWN_CLASS, AskedWho, WhoTyped, WhoTypedHere
from app.dashboard.broadcasts.frame import broadcast_page, refuse_what_is_no_draft
from app.dashboard.broadcasts.who_view import Count, count_of, offer_to, selection_of, typed_selection
from app.dashboard.broadcasts.words import EMERGENCIES, KINDS, STANDS, URGENCIES, today_of
from app.dashboard.fields import Id, whole_number
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.interpreting.slot_words import date_words
from app.sms.languages import family_languages
from app.staff.permissions import may_announce_to_school, may_send_emergencies

router = APIRouter()


@router.get("/announcements/new")
def new_announcement(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    with parts.database.reading() as session:
        eyes = Eyes(session, staff)
        typed = _begun(staff, eyes)
    return _page(request, parts, staff, typed)


@router.get("/announcements/audience")
def count_audience(request: Request, parts: PartsHere, staff: CurrentStaff, asked: AskedWho) -> Response:
    """How many families were ticked, while somebody ticks."""
    with parts.database.reading() as session:
        count, nothing = _count(session, staff, Eyes(session, staff).reach, asked)
    return page(request, "announcement_count.html", staff.reader, count=count, nothing=nothing)


@router.post("/announcements/new")
def begin(request: Request, parts: PartsHere, staff: ActingStaff, typed: WhoTypedHere) -> Response:
    """A draft that goes on with its words."""
    if typed.step != "save":
        return _page(request, parts, staff, typed)
    try:
        with parts.database.writing() as session:
            reach = Eyes(session, staff).reach
            selection = selection_of(session, staff.school, typed)
            kind = _read_kind(staff, typed)
            begun = begin_draft(session, staff.school, kind, reach=reach, now=staff.now)
            _choose(session, staff, begun, selection, reach)
            broadcast_id = begun.id
    except (Invalid, Forbidden, NotFound) as refusal:
        return _page(request, parts, staff, typed, refusal)
    return see_other(f"/announcements/{broadcast_id}/what")


@router.get("/announcements/{broadcast_id}/who")
def who_page(request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id) -> Response:
    with parts.database.reading() as session:
        broadcast = Eyes(session, staff).see(broadcast_id)
        refuse_what_is_no_draft(broadcast)
        typed = _typed(broadcast)
    return _page(request, parts, staff, typed, broadcast_id=broadcast_id)


@router.post("/announcements/{broadcast_id}/who")
def save_who(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, typed: WhoTypedHere
) -> Response:
    """Everything as typed or, where anything cannot be meant, nothing."""
    if typed.step not in {"save", "review"}:
        return _page(request, parts, staff, typed, broadcast_id=broadcast_id)
    try:
        with parts.database.writing() as session:
            eyes = Eyes(session, staff)
            broadcast = eyes.see(broadcast_id)
            selection = selection_of(session, staff.school, typed)
            choose_kind(
                session,
                broadcast,
                _read_kind(staff, typed),
                version=typed.version,
                reach=eyes.reach,
                now=staff.now,
            )
            _choose(session, staff, broadcast, selection, eyes.reach)
    except (Invalid, Forbidden, Conflict, NotFound) as refusal:
        with parts.database.reading() as session:
            Eyes(session, staff).see(broadcast_id)  # what they may not see stays unseen
        return _page(request, parts, staff, typed, refusal, broadcast_id=broadcast_id)
    step = "review" if typed.step == "review" else "what"
    return see_other(f"/announcements/{broadcast_id}/{step}")


def _choose(
    session: Session, staff: SignedIn, broadcast: Broadcast, selection: Selection, reach: Reach
) -> None:
    choose_families(
        session,
        staff.school,
        broadcast,
        selection,
        version=broadcast.version,
        reach=reach,
        now=staff.now,
    )


def _read_kind(staff: SignedIn, typed: WhoTyped) -> KindForm:
    """Raises Invalid for what no page of ours offers."""
    if typed.urgency not in set(Urgency) or typed.topic not in {"", *Topic}:
        raise Invalid(_l("Choose what kind of announcement it is."))
    urgency = Urgency(typed.urgency)
    is_emergency = urgency is Urgency.EMERGENCY
    is_drill = is_emergency and typed.is_drill
    inbox_id = None if typed.inbox == OWN_CLASS else whole_number(typed.inbox) or 0
    return KindForm(
        title=typed.title or _default_title(staff),
        inbox_id=inbox_id,
        urgency=urgency,
        topic=Topic(typed.topic) if is_emergency and typed.topic and not is_drill else None,
        is_drill=is_drill,
        reason=typed.reason if is_emergency else "",
    )


def _default_title(staff: SignedIn) -> str:
    reader = staff.reader
    day = date_words(today_of(reader), reader.language, today=today_of(reader))
    return reader.say(_l("Announcement of %(day)s"), {"day": day})


def _typed(broadcast: Broadcast) -> WhoTyped:
    chosen = typed_selection(Selection.from_json(broadcast.audience)) if broadcast.audience else WhoTyped()
    return replace(
        chosen,
        title=broadcast.title,
        urgency=broadcast.urgency.value,
        topic=broadcast.topic.value if broadcast.topic else "",
        is_drill=broadcast.is_drill,
        reason=broadcast.reason,
        inbox=OWN_CLASS if broadcast.inbox_id is None else str(broadcast.inbox_id),
        version=broadcast.version,
    )


def _begun(staff: SignedIn, eyes: Eyes) -> WhoTyped:
    """For everybody of the school where that is theirs to choose, else for their own class if they have one."""
    own = sorted(eyes.reach.section_ids)
    inbox = next((str(i) for i in eyes.sight.inboxes if i in eyes.sight.member_of), "")
    if may_announce_to_school(staff.person):
        return WhoTyped(kind="school", inbox=OWN_CLASS)
    return WhoTyped(inbox=inbox, sections=tuple(map(str, own)) if len(own) == 1 else ())


def _count(session: Session, staff: SignedIn, reach: Reach, typed: WhoTyped) -> tuple[Count | None, str]:
    """So many families, or why they cannot be counted."""
    try:
        selection = selection_of(session, staff.school, typed)
        check_families(reach, selection)
        return count_of(session, staff.school, selection), ""
    except (Invalid, Forbidden, NotFound) as refusal:
        return None, staff.reader.say(refusal.sentence, refusal.values)


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    typed: WhoTyped,
    refusal: DomainError | None = None,
    *,
    broadcast_id: int | None = None,
) -> Response:
    reader = staff.reader
    with parts.database.reading() as session:
        eyes = Eyes(session, staff)
        broadcast = eyes.see(broadcast_id) if broadcast_id else None
        offer = offer_to(session, staff, eyes.sight, typed)
        count, nothing = _count(session, staff, eyes.reach, typed)
    fields = {"sections": "section", "grades": "grade", "groups": "group", "event": "event"}
    offered = {
        "sections": (offer.choices.sections, typed.sections),
        "grades": (offer.choices.grades, typed.grades),
        "groups": (offer.choices.groups, typed.groups),
        "event": (offer.events, typed.events),
    }
    kinds = [
        (kind.value, reader.gettext(name))
        for kind, name in KINDS.items()
        if offer.is_wide or kind.value in {"sections", "event"}
    ]
    return broadcast_page(
        request,
        parts,
        staff,
        "announcement_who.html",
        refusal,
        broadcast=broadcast,
        here="who",
        typed=typed,
        action=f"/announcements/{broadcast_id}/who" if broadcast_id else "/announcements/new",
        kinds=kinds,
        marks=[(kind, name, fields[kind], *offered[kind]) for kind, name in kinds if kind in fields],
        stands=[(stand.value, reader.gettext(name)) for stand, name in STANDS.items()],
        languages=[(code, reader.language_name(code)) for code in family_languages()],
        urgencies=[
            (urgency.value, reader.gettext(name), reader.gettext(told))
            for urgency, (name, told) in URGENCIES.items()
            if urgency is not Urgency.EMERGENCY or may_send_emergencies(staff.person)
        ],
        topics=[(topic.value, reader.gettext(name)) for topic, (name, _) in EMERGENCIES.items()],
        offer=offer,
        own_class=OWN_CLASS,
        count=count,
        nothing=nothing,
        longest_title=LONGEST_TITLE,
        longest_reason=LONGEST_REASON,
        is_draft=broadcast is None or broadcast.state is BroadcastState.DRAFT,
    )
