"""Between the form of an event and the event: what was typed read for its meaning, and an event put into the form."""

from collections.abc import Mapping
from dataclasses import replace

from app.dashboard.events.fields import FEWEST_ROWS, DateTyped, EventTyped
from app.dashboard.fields import whole_number
from app.events.event import Event, EventDate
from app.events.planning.forms import DateForm, EventForm
from app.events.reading.reply import Need
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.interpreting.slot_words import read_date, read_time
from app.roster.audience import Audience, AudienceKind
from app.schools.school import School


def read_event(typed: EventTyped, inbox_id: int, audience: Audience) -> EventForm:
    """Raises Invalid, naming the first thing that cannot be meant."""
    return EventForm(
        inbox_id=inbox_id,
        title=_said(typed.worded["title"]),
        place=_said(typed.worded["place"]),
        about=_said(typed.worded["about"]),
        phone_words=_said(typed.worded["phone_words"]),
        question=_said(typed.worded["question"]),
        audience=audience,
        dates=tuple(_read_date(row) for row in typed.dates),
        offers=tuple(need for need in Need if need.value in typed.offers),
        is_potluck=typed.is_potluck,
        needs_due_days=_number(
            typed.needs_due_days, _l("Say in a number how many days before needs are seen to.")
        ),
    )


def typed_event(school: School, event: Event) -> EventTyped:
    """An event as its form shows it."""
    typed = EventTyped(
        inbox=str(event.inbox_id),
        worded={
            "title": event.title,
            "about": event.about,
            "place": event.place,
            "phone_words": event.phone_words,
            "question": event.question,
        },
        audience_kind=event.audience_kind.value,
        dates=tuple(_typed_date(school, each) for each in event.dates),
        rows=max(len(event.dates), FEWEST_ROWS),
        offers=tuple(event.offers),
        is_potluck=event.is_potluck,
        needs_due_days=str(event.needs_due_days),
    )
    chosen = tuple(str(each) for each in event.audience_ids)
    match event.audience_kind:
        case AudienceKind.GRADES:
            return replace(typed, grades=chosen)
        case AudienceKind.SECTIONS:
            return replace(typed, sections=chosen)
        case AudienceKind.GROUPS:
            return replace(typed, groups=chosen)
    return typed


def _read_date(row: DateTyped) -> DateForm:
    return DateForm(
        day=read_date(row.day),
        begins=read_time(row.begins),
        ends=read_time(row.ends),
        capacity=_number(row.capacity, _l("Say in a number for how many people there is room."))
        if row.capacity
        else None,
        place=_said(row.place),
    )


def _typed_date(school: School, each: EventDate) -> DateTyped:
    begins, ends = (at.astimezone(school.zone) for at in (each.starts_at, each.ends_at))
    return DateTyped(
        begins.date().isoformat(),
        begins.strftime("%H:%M"),
        ends.strftime("%H:%M"),
        str(each.capacity or ""),
        each.place,
    )


def _said(words: Mapping[str, str]) -> dict[str, str]:
    return {language: said for language, said in words.items() if said}


def _number(typed: str, otherwise: str) -> int:
    number = whole_number(typed)
    if number is None:
        raise Invalid(otherwise)
    return number
