"""What a school makes of the texts of its tracks: changed, approved, moved, skipped, and some of its own."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.messages.decisions import take_back
from app.messages.message import Message
from app.messages.text_to_send import clean_body
from app.prompts.ask import withdraw_asked_by
from app.schools.school import School
from app.schools.school_calendar import find_calendar
from app.sms.languages import family_languages
from app.sms.template import Template
from app.sms.wording_check import carrier_words_offered
from app.staff.staff_member import StaffMember
from app.tips.curriculum import SLOTS, Step
from app.tips.delivery import TipDelivery
from app.tips.track import PLACES, Tip, TipWording
from app.tips.tracks import get_track

LAST_WEEK = 60
"""More than any school year has."""
OWN_SKILL = "own"


def edit_tip(
    session: Session,
    school: School,
    tip_id: int,
    language: str,
    words: str,
    *,
    by: StaffMember,
    now: datetime,
) -> Tip:
    """The tip says this in that language, and nobody gets it before somebody who reads the language has approved it.

    What waits in the outbox with the words of before does not leave.
    """
    tip = get_tip(session, school, tip_id, locked=True)
    clean = _clean_words(language, words)
    wording = tip.wording(language)
    if wording is None:
        tip.wordings.append(TipWording(language=language, words=clean, edited_by=by.id, edited_at=now))
    elif wording.words != clean:
        _take_back(session, tip, now=now)
        wording.words, wording.is_shipped = clean, False
        wording.edited_by, wording.edited_at = by.id, now
        wording.approved_by = wording.approved_at = None
    session.flush()
    return tip


def approve_tip(
    session: Session, school: School, tip_id: int, language: str, *, by: StaffMember, now: datetime
) -> Tip:
    """Somebody who reads the language stands by its words. Raises Forbidden for those who do not say that they do."""
    tip = get_tip(session, school, tip_id, locked=True)
    wording = tip.wording(language)
    if wording is None:
        raise NotFound(_l("Nobody has written this text in that language yet."))
    if language not in by.languages:
        raise Forbidden(_l("Somebody who reads that language should approve these words."))
    if not wording.is_approved:
        wording.approved_by, wording.approved_at = by.id, now
        session.flush()
    return tip


def skip_tip(session: Session, school: School, tip_id: int, *, by: StaffMember, now: datetime) -> Tip:
    """It does not go out, not even what waits in the outbox, and its place in the week is free for another."""
    tip = get_tip(session, school, tip_id, locked=True)
    if tip.skipped_at is None:
        tip.skipped_at, tip.skipped_by = now, by.id
        _take_back(session, tip, now=now)
        session.flush()
    return tip


def bring_back_tip(session: Session, school: School, tip_id: int) -> Tip:
    """It goes out again. Raises Conflict when its place has been given to another."""
    tip = get_tip(session, school, tip_id, locked=True)
    if tip.skipped_at is not None:
        _refuse_if_taken(session, tip.track_id, tip.week, tip.place)
        tip.skipped_at = tip.skipped_by = None
        session.flush()
    return tip


def move_tip(session: Session, school: School, tip_id: int, week: int, place: int, *, now: datetime) -> Tip:
    """It goes out in that place of that week, and what stood there goes where it was.

    Raises Conflict for texts that families have been promised already, and for weeks that have begun.
    """
    tip = get_tip(session, school, tip_id, locked=True)
    _check_place(week, place)
    if tip.skipped_at is not None:
        raise Conflict(_l("This text is skipped. Bring it back first."))
    other = session.scalars(
        select(Tip)
        .where(Tip.track_id == tip.track_id, Tip.week == week, Tip.place == place, Tip.skipped_at.is_(None))
        .with_for_update()
    ).first()
    if other is tip:
        return tip
    for one in (tip, other):
        if one is not None:
            _refuse_if_planned(session, school, one, now=now)
    for number in (tip.week, week):
        _refuse_if_begun(session, school, number, now=now)
    before = tip.week, tip.place
    if other is not None:
        other.place = 0
        session.flush()
    tip.week, tip.place = week, place
    session.flush()
    if other is not None:
        other.week, other.place = before
        session.flush()
    return tip


def add_own_tip(
    session: Session,
    school: School,
    track_id: int,
    week: int,
    place: int,
    step: Step,
    *,
    topic: dict[str, str],
    words: dict[str, str],
    skill: str = OWN_SKILL,
    finding: str = "",
    by: StaffMember,
    now: datetime,
) -> Tip:
    """The school's own idea stands in a free place of a week, to be approved in every language.

    Raises Conflict when the place is taken: three texts a week are as many as families like.
    """
    track = get_track(session, school, track_id)
    _check_place(week, place)
    _refuse_if_taken(session, track.id, week, place)
    tip = Tip(
        school_id=school.id,
        track_id=track.id,
        week=week,
        place=place,
        step=step,
        skill=skill,
        topic=topic,
        finding=finding,
        is_own=True,
        created_at=now,
        wordings=[
            TipWording(language=language, words=_clean_words(language, text), edited_by=by.id, edited_at=now)
            for language, text in words.items()
        ],
    )
    session.add(tip)
    session.flush()
    return tip


def get_tip(session: Session, school: School, tip_id: int, *, locked: bool = False) -> Tip:
    """With its wordings; raises NotFound for one of another school."""
    wanted = (
        select(Tip)
        .where(Tip.id == tip_id, Tip.school_id == school.id)
        .options(selectinload(Tip.wordings))
        .execution_options(populate_existing=True)
    )
    tip = session.scalar(wanted.with_for_update(of=Tip) if locked else wanted)
    if tip is None:
        raise NotFound(_l("There is no such tip."))
    return tip


def _take_back(session: Session, tip: Tip, *, now: datetime) -> None:
    """What was made of its words and has not left stays here, and nobody can answer it."""
    of_tip = select(TipDelivery.message_id).where(
        TipDelivery.tip_id == tip.id, TipDelivery.message_id.is_not(None), TipDelivery.not_after > now
    )
    withdraw_asked_by(session, take_back(session, Message.id.in_(of_tip), now=now), now=now)


def _clean_words(language: str, words: str) -> str:
    if language not in family_languages():
        raise Invalid(_l("Families are not texted in that language."))
    clean = clean_body(words)
    if not set(Template(clean).slots) <= SLOTS:
        raise Invalid(_l("The only thing that can be filled in is {child}."))
    for word in carrier_words_offered(clean):
        raise Invalid(
            _l("%(word)s means something to the phone company. Please use another word."), word=word
        )
    return clean


def _check_place(week: int, place: int) -> None:
    if not 1 <= week <= LAST_WEEK or not 1 <= place <= PLACES:
        raise Invalid(_l("A week has places 1 to %(most)s."), most=PLACES)


def _refuse_if_taken(session: Session, track_id: int, week: int, place: int) -> None:
    taken = exists().where(
        Tip.track_id == track_id, Tip.week == week, Tip.place == place, Tip.skipped_at.is_(None)
    )
    if session.scalar(select(taken)):
        raise Conflict(_l("There is a text in this place already. Skip or move it first."))


def _refuse_if_planned(session: Session, school: School, tip: Tip, *, now: datetime) -> None:
    today = now.astimezone(school.zone).date()
    calendar = find_calendar(session, school, today)
    year = calendar.first_day_on.year if calendar else today.year
    if session.scalar(select(exists().where(TipDelivery.tip_id == tip.id, TipDelivery.year == year))):
        raise _too_late()


def _refuse_if_begun(session: Session, school: School, week: int, *, now: datetime) -> None:
    today = now.astimezone(school.zone).date()
    calendar = find_calendar(session, school, today)
    if calendar and week <= len(calendar.weeks) and calendar.weeks[week - 1] <= today:
        raise _too_late()


def _too_late() -> DomainError:
    return Conflict(_l("That week has begun, or its texts are on their way. Please choose a later one."))
