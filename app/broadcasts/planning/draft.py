"""Drafting a broadcast step by step: what kind it is, whom it is for, what it says, and when it is to leave."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, SelectionKind, check_selection
from app.broadcasts.broadcast import LONGEST_TITLE, Asks, Broadcast, BroadcastState, Topic, Urgency, Words
from app.broadcasts.planning.hold import changed, hold
from app.broadcasts.planning.needs import language_of_saying, sayings
from app.broadcasts.planning.reach import Reach, check_families, check_inbox
from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.interpreting.requests import is_engines_own
from app.messages.outgoing_picture import OutgoingPicture
from app.messages.text_to_send import clean_body
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.permissions import may_send_emergencies
from app.staff.staff_member import StaffMember

MOST_CHOICES = 5
LONGEST_CHOICE = 60
LONGEST_REASON = 500
MOST_PLACES = 5000
LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class KindForm:
    """What kind of broadcast it is."""

    title: str
    inbox_id: int | None
    """None for the class of each family's own child."""
    urgency: Urgency = Urgency.ORDINARY
    topic: Topic | None = None
    """Of an emergency that is no drill, and of nothing else."""
    is_drill: bool = False
    reason: str = ""
    """Why it is an emergency."""


@dataclass(frozen=True)
class ChoiceForm:
    """One answer that families can give, by language."""

    words: Words = field(default_factory=dict)
    places: int | None = None
    """None for no limit; of a sign-up alone."""


@dataclass(frozen=True)
class WordsForm:
    """What it says and asks; a draft may lack a language."""

    words: Words
    asks: Asks = Asks.NOTHING
    choices: tuple[ChoiceForm, ...] = ()
    answers_until: datetime | None = None
    picture_id: int | None = None


@dataclass(frozen=True)
class MomentForm:
    """When it is to leave; None for as soon as it is released, and for as late as its kind is worth it."""

    send_at: datetime | None = None
    not_after: datetime | None = None
    in_own_hours: bool = False
    calls_unreached: bool = False


def begin_draft(
    session: Session, school: School, form: KindForm, *, reach: Reach, now: datetime
) -> Broadcast:
    """A draft without families and words. Raises as `choose_kind` does."""
    broadcast = Broadcast(school_id=school.id, author_id=reach.person.id, made_at=now, changed_at=now)
    _write_kind(broadcast, form, reach)
    session.add(broadcast)
    session.flush()
    return broadcast


def choose_kind(
    session: Session, broadcast: Broadcast, form: KindForm, *, version: int, reach: Reach, now: datetime
) -> None:
    """The draft is of this kind.

    Raises Invalid without a title or topic, Forbidden for an emergency that is not theirs to send, NotFound for an
    inbox out of sight; Conflict, as every change does, for what is no draft of this version any more.
    """
    hold(session, broadcast, BroadcastState.DRAFT, version=version)
    _write_kind(broadcast, form, reach)
    changed(session, broadcast, now=now)


def choose_families(
    session: Session,
    school: School,
    broadcast: Broadcast,
    selection: Selection,
    *,
    version: int,
    reach: Reach,
    now: datetime,
) -> None:
    """The draft is for these families. Raises Forbidden or NotFound for those that are not theirs to announce to."""
    check_families(reach, selection)
    check_selection(session, school, selection)
    if not set(selection.languages) <= set(family_languages()):
        raise Invalid(_l("Families are not texted in that language."))
    if not selection.ids and selection.kind is not SelectionKind.SCHOOL:
        raise Invalid(_l("Choose whose families it is for."))
    hold(session, broadcast, BroadcastState.DRAFT, version=version)
    broadcast.audience = selection.to_json()
    changed(session, broadcast, now=now)


def write_words(
    session: Session,
    school: School,
    broadcast: Broadcast,
    form: WordsForm,
    *,
    version: int,
    by: StaffMember,
    now: datetime,
) -> None:
    """The draft says this. Words that an engine has proposed are marked, whoever puts them there.

    Raises Invalid for what no text can be. What is only missing is for `needs.missing` to say.
    """
    if form.answers_until is not None and form.answers_until > now + LONGEST_AHEAD:
        raise Invalid(_l("Choose a moment within a year."))
    words = _clean(form.words)
    choices = _clean_choices(form)
    if form.picture_id is not None:
        picture = session.get(OutgoingPicture, form.picture_id)
        if picture is None or picture.school_id != school.id:
            raise NotFound(_l("There is no such picture."))
    hold(session, broadcast, BroadcastState.DRAFT, version=version)
    said, before = sayings(words, choices), sayings(broadcast.words, broadcast.choices)
    marked = {
        key: text
        for key, text in said.items()
        if _is_machines(session, school, broadcast, key, text, before.get(key, ""), by)
    }
    if said != before:
        broadcast.checked_by = broadcast.checked_at = None
    broadcast.words, broadcast.choices, broadcast.machine_words = words, choices, marked
    broadcast.asks, broadcast.picture_id = form.asks, form.picture_id
    broadcast.answers_until = form.answers_until if form.asks is not Asks.NOTHING else None
    changed(session, broadcast, now=now)


def set_moment(
    session: Session, school: School, broadcast: Broadcast, form: MomentForm, *, version: int, now: datetime
) -> None:
    """The draft leaves then. Raises Invalid for a past moment, one at which the school does not text, or no span."""
    hold(session, broadcast, BroadcastState.DRAFT, version=version)
    if any(moment is not None and moment > now + LONGEST_AHEAD for moment in (form.send_at, form.not_after)):
        raise Invalid(_l("Choose a moment within a year."))
    if form.send_at is not None:
        if form.send_at < now:
            raise Invalid(_l("That moment is past."))
        if not (broadcast.is_emergency or school.texting_hours.are_open(form.send_at)):
            raise Invalid(_l("The school does not text at that time."))
    if form.not_after is not None and form.not_after <= max(form.send_at or now, now):
        raise Invalid(_l("It would have to leave by then before it may leave at all."))
    broadcast.send_at, broadcast.not_after = form.send_at, form.not_after
    broadcast.in_own_hours = form.in_own_hours and not broadcast.is_emergency
    broadcast.calls_unreached = form.calls_unreached
    changed(session, broadcast, now=now)


def write_again(session: Session, broadcast: Broadcast, *, reach: Reach, now: datetime) -> Broadcast:
    """A draft that says the same to the same families, whatever became of the first; the moment is still to choose.

    Raises Forbidden and NotFound as `choose_kind` does.
    """
    check_inbox(reach, broadcast.inbox_id)
    _check_emergency(broadcast.urgency, reach)
    same = (
        *("inbox_id", "title", "urgency", "topic", "is_drill", "asks", "choices", "audience", "words"),
        *("machine_words", "checked_by", "checked_at", "picture_id", "in_own_hours", "calls_unreached"),
    )
    copy = Broadcast(
        school_id=broadcast.school_id,
        author_id=reach.person.id,
        made_at=now,
        changed_at=now,
        **{name: getattr(broadcast, name) for name in same},
    )
    session.add(copy)
    session.flush()
    return copy


def discard_draft(session: Session, broadcast: Broadcast, *, version: int) -> None:
    """Nothing of it is left."""
    hold(session, broadcast, BroadcastState.DRAFT, version=version)
    session.delete(broadcast)
    session.flush()


def _write_kind(broadcast: Broadcast, form: KindForm, reach: Reach) -> None:
    check_inbox(reach, form.inbox_id)
    title = " ".join(display_text(form.title).split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Invalid(_l("Give it a name of at most %(most)s characters."), most=LONGEST_TITLE)
    is_emergency = form.urgency is Urgency.EMERGENCY
    _check_emergency(form.urgency, reach)
    if is_emergency and not form.is_drill and form.topic is None:
        raise Invalid(_l("Say what the emergency is about: weather, health, safety or a closure."))
    reason = " ".join(display_text(form.reason).split())
    if len(reason) > LONGEST_REASON:
        raise Invalid(_l("Please keep the reason to %(most)s characters."), most=LONGEST_REASON)
    broadcast.title, broadcast.inbox_id, broadcast.urgency = title, form.inbox_id, form.urgency
    broadcast.is_drill = is_emergency and form.is_drill
    broadcast.topic = form.topic if is_emergency and not form.is_drill else None
    broadcast.reason = reason if is_emergency else ""


def _check_emergency(urgency: Urgency, reach: Reach) -> None:
    if urgency is Urgency.EMERGENCY and not may_send_emergencies(reach.person):
        raise Forbidden(_l("Emergencies are announced by the office and the principal."))


def _clean(words: Words) -> Words:
    if not set(words) <= set(family_languages()):
        raise Invalid(_l("Families are not texted in that language."))
    return {language: clean_body(typed) for language, typed in words.items() if typed.strip()}


def _clean_choices(form: WordsForm) -> list[dict[str, Any]]:
    if form.asks is Asks.NOTHING:
        return []
    if len(form.choices) > MOST_CHOICES:
        raise Invalid(_l("Families can choose between at most %(most)s answers."), most=MOST_CHOICES)
    kept = []
    for choice in form.choices:
        words = {language: " ".join(said.split()) for language, said in _clean(choice.words).items()}
        for said in words.values():
            if len(said) > LONGEST_CHOICE:
                raise Invalid(
                    _l("Please keep it to %(most)s characters: %(words)s"),
                    most=LONGEST_CHOICE,
                    words=said[:30],
                )
        places = choice.places if form.asks is Asks.SIGN_UP else None
        if places is not None and not 1 <= places <= MOST_PLACES:
            raise Invalid(_l("There is room for 1 to %(most)s families, or no limit."), most=MOST_PLACES)
        kept.append({"words": words, "places": places})
    return kept


def _is_machines(
    session: Session, school: School, broadcast: Broadcast, key: str, text: str, before: str, by: StaffMember
) -> bool:
    """Whether nobody who reads the language has put it into words of their own."""
    language = language_of_saying(key)
    if is_engines_own(session, school, text, language=language):
        return True
    was_machines = key in broadcast.machine_words
    return was_machines and (text == before or language not in by.languages)
