"""An event as a calendar file (RFC 5545), for families who like to keep it in their phone."""

from collections.abc import Iterator

from icalendar import Calendar
from icalendar import Event as Entry

from app.events.event import Event, EventDate, Words
from app.schools.school import School

MEDIA_TYPE = "text/calendar; charset=utf-8"
_MADE_BY = "-//Puente//Puente//EN"


def calendar_file(event: Event, school: School, language: str) -> bytes:
    """All dates of the event, loaded, in one language: the same file until something of them changes.

    A calendar that has it already replaces a date by the one of the same name with a higher number (`revision`), and
    crosses out one that is called off.
    """
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in event.dates:
        calendar.add_component(_entry(event, one, school, language))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(event: Event, one: EventDate, school: School, language: str) -> Entry:
    is_off = one.called_off_at is not None
    entry = Entry()
    entry.add("uid", f"{event.public_id}-{one.id}@puente")
    entry.add("sequence", one.revision)
    entry.add("dtstamp", event.updated_at)
    entry.add("dtstart", one.starts_at.astimezone(school.zone))
    entry.add("dtend", one.ends_at.astimezone(school.zone))
    entry.add("summary", _in(language, event.title))
    entry.add("location", _in(language, one.place or event.place))
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("description", "\n".join(_description(event, school, language)))
    return entry


def _description(event: Event, school: School, language: str) -> Iterator[str]:
    for words in (event.about, event.phone_words):
        if said := words.get(language):
            yield said
    yield f"{school.name}, {school.office_phone}"


def _in(language: str, words: Words) -> str:
    """In whatever language there is, for a file that somebody asked for in one that has gone."""
    return words.get(language) or next((said for said in words.values() if said), "")
