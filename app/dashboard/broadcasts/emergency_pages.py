"""The short way of an emergency, and of its yearly drill: ready wordings, the whole school, at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Topic, Urgency, Words
from app.broadcasts.planning.draft import (
    KindForm,
    MomentForm,
    WordsForm,
    begin_draft,
    choose_families,
    set_moment,
    write_words,
)
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.starters import Starter, drill_words, get_starter, starters_about
from app.dashboard.broadcasts.words import EMERGENCIES, today_of
from app.dashboard.fields import Name, SlotsHere
from app.dashboard.fields import Words as Typed
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.words import SLOTS
from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.interpreting.slot_words import date_words
from app.sms.languages import family_languages
from app.sms.phrase_bank import Phrase, SlotKind
from app.sms.template import Template
from app.staff.permissions import may_send_emergencies

A_DAY = timedelta(days=1)

router = APIRouter()


@dataclass(frozen=True)
class StarterCard:
    """A ready wording as a page offers it."""

    id: str
    phrase: Phrase
    words: list[tuple[str, Template]]
    """By language, with the places that are still to be filled."""
    slots: list[tuple[str, str, SlotKind, str]]
    """What is to be picked: the field, its label, what it holds and what was picked."""


@router.get("/announcements/emergency/{topic}")
def starters_page(request: Request, parts: PartsHere, staff: CurrentStaff, topic: Name) -> Response:
    _only_those_who_may(staff)
    return _page(request, parts, staff, _topic(topic))


@router.post("/announcements/emergency/{topic}")
def begin_emergency(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    topic: Name,
    slots: SlotsHere,
    *,
    starter: Typed = "",
) -> Response:
    """A draft for every family, to leave at once, whose words stand already; the review is next."""
    _only_those_who_may(staff)
    about = _topic(topic)
    name, _ = EMERGENCIES[about]
    try:
        words = get_starter(starter).words(slots, today=today_of(staff.reader)) if starter else {}
    except Invalid as refusal:
        return _page(request, parts, staff, about, refusal, starter=starter, typed=slots)
    kind = KindForm(_title(staff, name), None, Urgency.EMERGENCY, topic=about)
    broadcast_id = _begin(parts, staff, kind, words, calls_unreached=True)
    return see_other(f"/announcements/{broadcast_id}/{'review' if words else 'what'}")


@router.post("/announcements/drill")
def begin_drill(parts: PartsHere, staff: ActingStaff) -> Response:
    """The draft of a drill for every family."""
    _only_those_who_may(staff)
    kind = KindForm(_title(staff, _l("Drill")), None, Urgency.EMERGENCY, is_drill=True)
    broadcast_id = _begin(parts, staff, kind, drill_words(), calls_unreached=False)
    return see_other(f"/announcements/{broadcast_id}/when")


def _begin(parts: Parts, staff: SignedIn, kind: KindForm, words: Words, *, calls_unreached: bool) -> int:
    with parts.database.writing() as session:
        reach = Eyes(session, staff).reach
        draft = begin_draft(session, staff.school, kind, reach=reach, now=staff.now)
        everybody = Selection(SelectionKind.SCHOOL)
        choose_families(
            session, staff.school, draft, everybody, version=draft.version, reach=reach, now=staff.now
        )
        write_words(
            session,
            staff.school,
            draft,
            WordsForm(words),
            version=draft.version,
            by=staff.person,
            now=staff.now,
        )
        moment = MomentForm(calls_unreached=calls_unreached)
        set_moment(session, staff.school, draft, moment, version=draft.version, now=staff.now)
        return draft.id


def _title(staff: SignedIn, name: str) -> str:
    """As in "Closure, Monday, November 23"."""
    today = today_of(staff.reader)
    day = date_words(today, staff.reader.language, today=today)
    return f"{staff.reader.gettext(name)}, {day}"


def _topic(words: str) -> Topic:
    if words not in set(Topic):
        raise NotFound(_l("There is no such page."))
    return Topic(words)


def _only_those_who_may(staff: SignedIn) -> None:
    if not may_send_emergencies(staff.person):
        raise Forbidden(_l("Emergencies are announced by the office and the principal."))


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    topic: Topic,
    refusal: Invalid | None = None,
    *,
    starter: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    reader = staff.reader
    name, icon = EMERGENCIES[topic]
    return framed_page(
        request,
        parts,
        staff,
        "announcement_emergency.html",
        refusal,
        topic=topic.value,
        name=reader.gettext(name),
        topic_icon=icon,
        cards=[_card(staff, one, typed or {} if one.id == starter else {}) for one in starters_about(topic)],
        today=today_of(reader).isoformat(),
    )


def _card(staff: SignedIn, starter: Starter, typed: Mapping[str, str]) -> StarterCard:
    reader, own = staff.reader, staff.person.language
    order = sorted(family_languages(), key=lambda code: code != own)
    today = today_of(reader)
    begun = {SlotKind.DATE: (today + A_DAY).isoformat()}
    return StarterCard(
        starter.id,
        starter.phrase,
        [(code, starter.shown(code, staff.school, today=today)) for code in order],
        [
            (f"slot_{slot}", reader.gettext(SLOTS[kind]), kind, typed.get(slot, begun.get(kind, "")))
            for slot, kind in starter.asked.items()
        ],
    )
