"""A text of a track: its words in every language, approving, skipping and moving it, and a school's own text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.fields import ChosenId, Id, MaybeId, Texts, TextsHere, TopicsHere, Words
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price, counting
from app.dashboard.tips.deed import REFUSALS, done_or_told
from app.dashboard.tips.pages import only_arrangers
from app.dashboard.tips.text_view import coming_weeks, empty_sides, look_at_text
from app.dashboard.tips.view import track_cards
from app.dashboard.tips.words import STEPS, with_child
from app.foundation.errors import Conflict, DomainError, Invalid
from app.foundation.i18n import _l
from app.schools.school_calendar import find_calendar
from app.sms.languages import family_languages
from app.staff.permissions import may_arrange_tips
from app.tips.curriculum import LONGEST_NAME, Step
from app.tips.edit import add_own_tip, approve_tip, bring_back_tip, edit_tip, get_tip, move_tip, skip_tip
from app.tips.track import PLACES
from app.tips.tracks import get_track

LONGEST_TOPIC = 80

router = APIRouter()


@router.get("/tips/texts/{tip_id}")
def text_page(request: Request, parts: PartsHere, staff: CurrentStaff, tip_id: Id) -> Response:
    return _text_page(request, parts, staff, tip_id)


@router.post("/tips/texts/{tip_id}/words")
def word_text(
    request: Request, parts: PartsHere, staff: ActingStaff, tip_id: Id, texts: TextsHere
) -> Response:
    """What was changed is kept, to be approved by somebody who reads it; a refusal keeps it in its field."""
    only_arrangers(staff)
    return _done_or_told(
        request,
        parts,
        staff,
        tip_id,
        lambda session: _word(session, staff, tip_id, texts),
        typed=texts.typed,
    )


@router.post("/tips/texts/{tip_id}/approve")
def approve_text(
    request: Request, parts: PartsHere, staff: ActingStaff, tip_id: Id, *, language: Words = ""
) -> Response:
    """For everybody who reads the language, whatever their work is."""
    return _done_or_told(
        request,
        parts,
        staff,
        tip_id,
        lambda session: approve_tip(session, staff.school, tip_id, language, by=staff.person, now=staff.now),
    )


@router.post("/tips/texts/{tip_id}/skip")
def skip_text(request: Request, parts: PartsHere, staff: ActingStaff, tip_id: Id) -> Response:
    only_arrangers(staff)
    return _done_or_told(
        request,
        parts,
        staff,
        tip_id,
        lambda session: skip_tip(session, staff.school, tip_id, by=staff.person, now=staff.now),
    )


@router.post("/tips/texts/{tip_id}/bring-back")
def bring_text_back(request: Request, parts: PartsHere, staff: ActingStaff, tip_id: Id) -> Response:
    only_arrangers(staff)
    return _done_or_told(
        request, parts, staff, tip_id, lambda session: bring_back_tip(session, staff.school, tip_id)
    )


@router.post("/tips/texts/{tip_id}/move")
def move_text(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    tip_id: Id,
    *,
    week: ChosenId = None,
    place: ChosenId = None,
) -> Response:
    """What stood there goes where it was."""
    only_arrangers(staff)
    return _done_or_told(
        request,
        parts,
        staff,
        tip_id,
        lambda session: move_tip(session, staff.school, tip_id, week or 0, place or 0, now=staff.now),
    )


@router.get("/tips/{track_id}/texts/new")
def new_text_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    track_id: Id,
    *,
    week: MaybeId = None,
    place: MaybeId = None,
) -> Response:
    only_arrangers(staff)
    return _new_page(request, parts, staff, track_id, _Begun(week, place))


@router.post("/tips/{track_id}/texts")
def add_text(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    track_id: Id,
    texts: TextsHere,
    topics: TopicsHere,
    *,
    week: ChosenId = None,
    place: ChosenId = None,
    step: Words = "",
) -> Response:
    """It stands in a free place of a week, to be approved in every language."""
    only_arrangers(staff)
    begun = _Begun(week, place, step, topics, texts.typed)
    try:
        with parts.database.writing() as session:
            tip_id = _add(session, staff, track_id, begun)
    except REFUSALS as refusal:
        return _new_page(request, parts, staff, track_id, begun, refusal)
    return see_other(f"/tips/texts/{tip_id}")


@dataclass(frozen=True)
class _Begun:
    """A school's own text as far as it has been written."""

    week: int | None
    place: int | None
    step: str = Step.TIP.value
    topics: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def _word(session: Session, staff: SignedIn, tip_id: int, texts: Texts) -> None:
    """Raises Conflict where somebody else has changed the words since they were shown."""
    tip = get_tip(session, staff.school, tip_id, locked=True)
    for language, words in texts.typed.items():
        put = texts.put.get(language, "")
        if language not in family_languages() or _same(words, put):
            continue
        wording = tip.wording(language)
        if not _same(wording.words if wording else "", put):
            raise Conflict(
                _l("Somebody changed these words while you were writing. Yours are still in the field.")
            )
        edit_tip(session, staff.school, tip_id, language, words, by=staff.person, now=staff.now)


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _add(session: Session, staff: SignedIn, track_id: int, begun: _Begun) -> int:
    topics = {language: words.strip() for language, words in begun.topics.items() if words.strip()}
    words = {language: words for language, words in begun.words.items() if words.strip()}
    if not words:
        raise Invalid(_l("Write something first."))
    if any(len(topic) > LONGEST_TOPIC for topic in topics.values()):
        raise Invalid(_l("A topic has at most %(count)s characters."), count=LONGEST_TOPIC)
    if begun.step not in set(Step):
        raise Invalid(_l("Say what the text is for."))
    tip = add_own_tip(
        session,
        staff.school,
        track_id,
        begun.week or 0,
        begun.place or 0,
        Step(begun.step),
        topic=topics,
        words=words,
        by=staff.person,
        now=staff.now,
    )
    return tip.id


def _done_or_told(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    tip_id: int,
    deed: Callable[[Session], object],
    *,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """After the deed the text's page; a refusal shows it with what was typed still in its fields."""
    return done_or_told(
        parts,
        deed,
        there=f"/tips/texts/{tip_id}",
        told=lambda refusal: _text_page(request, parts, staff, tip_id, refusal, typed=typed),
    )


def _text_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    tip_id: int,
    refusal: DomainError | None = None,
    *,
    typed: Mapping[str, str] | None = None,
) -> Response:
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        text = look_at_text(session, staff, get_tip(session, staff.school, tip_id), price, typed or {})
    return framed_page(
        request,
        parts,
        staff,
        "tip_text.html",
        refusal,
        text=text,
        places=range(1, PLACES + 1),
        with_child=with_child,
        may_arrange=may_arrange_tips(staff.person),
        longest_name=LONGEST_NAME,
        **counting(staff.reader, price),
    )


def _new_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    track_id: int,
    begun: _Begun,
    refusal: DomainError | None = None,
) -> Response:
    price, reader = Price.of(parts.settings, staff.reader), staff.reader
    with parts.database.reading() as session:
        (track,) = track_cards(session, staff, [get_track(session, staff.school, track_id)])
        calendar = find_calendar(session, staff.school, staff.now.astimezone(staff.school.zone).date())
    return framed_page(
        request,
        parts,
        staff,
        "tip_new.html",
        refusal,
        track=track,
        begun=begun,
        weeks=coming_weeks(reader, calendar),
        places=range(1, PLACES + 1),
        steps=[(step.value, reader.gettext(name)) for step, name in STEPS.items()],
        sides=empty_sides(staff, price, begun.words),
        longest_topic=LONGEST_TOPIC,
        longest_name=LONGEST_NAME,
        **counting(staff.reader, price),
    )
