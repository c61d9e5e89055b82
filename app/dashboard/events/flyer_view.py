"""The flyer of an event: everything a family needs to know, in each of their languages, and codes for their phones."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.dashboard.flyer import FlyerWords, draw_code, flyer_line
from app.dashboard.session import SignedIn
from app.events.event import Event, EventDate, EventState
from app.events.sending.words import WORDS_DIRECTORY, event_words
from app.interpreting.slot_words import date_words
from app.schools.school import School
from app.sms.languages import family_languages
from app.translation.clock_times import Clock, WrittenTime


@dataclass(frozen=True)
class Side:
    """The flyer in one language."""

    language: str
    says: Mapping[str, str]
    """What stands on every flyer, by name."""
    title: str
    about: str
    dates: list[tuple[str, str]]
    """Each with its place, where that is not the event's."""
    place: str
    phone_words: str
    offers: str
    is_potluck: bool
    calendar_code: Markup


@dataclass(frozen=True)
class Flyer:
    """A sheet of paper."""

    sides: list[Side]
    number: str
    """The line that families text, as they would dial it."""
    text_code: Markup


def look_at_flyer(session: Session, staff: SignedIn, event: Event, public_url: str) -> Flyer:
    """Nothing on it is private: it hangs on a wall."""
    line = flyer_line(session, staff.school)
    address = f"{public_url.rstrip('/')}/calendar/{event.public_id}.ics"
    sides = [_side(staff, event, language, address) for language in family_languages()]
    return Flyer(sides, line.number, draw_code(f"sms:{line.e164}", line.number))


def _side(staff: SignedIn, event: Event, language: str, address: str) -> Side:
    school = staff.school
    offered = [event_words().need(need, language) for need in event.offered]
    ahead = [each for each in event.dates if each.ends_at > staff.now]
    says = FlyerWords.load(WORDS_DIRECTORY).say(language, school)
    return Side(
        language=language,
        says=says,
        title=event.title.get(language, ""),
        about=event.about.get(language, ""),
        dates=[_date(school, event, each, language, says) for each in ahead or event.dates],
        place=event.place.get(language, ""),
        phone_words=event.phone_words.get(language, ""),
        offers=", ".join(offered),
        is_potluck=event.is_potluck,
        calendar_code=draw_code(f"{address}?language={language}", says["calendar_code"]),
    )


def _date(
    school: School, event: Event, date: EventDate, language: str, says: Mapping[str, str]
) -> tuple[str, str]:
    """When it is, as texts to families say it; and its own place, or that it does not take place."""
    day = date.day(school)
    begins, ends = (at.astimezone(school.zone) for at in (date.starts_at, date.ends_at))
    clocks = [Clock(at.hour * 60 + at.minute, f"{at.hour}:{at.minute:02}") for at in (begins, ends)]
    is_one_day = begins.date() == ends.date()
    time = WrittenTime(clocks[0], clocks[1] if is_one_day else None).written(language)
    is_off = date.called_off_at is not None or event.state is EventState.CALLED_OFF
    words = f"{date_words(day, language, today=day)}, {time}"
    return words[:1].upper() + words[1:], says["called_off"] if is_off else date.place.get(language, "")
