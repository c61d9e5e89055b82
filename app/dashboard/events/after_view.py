"""What came of an event, date by date, once it has begun: who came, who came back, whose needs were met in time."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.dashboard.events.guest_view import people_words
from app.dashboard.events.words import short_date_words
from app.dashboard.reader import Reader
from app.events.board.figures import DateFigures, event_figures
from app.events.event import Event
from app.foundation.i18n import _l


def afterwards(session: Session, reader: Reader, event: Event) -> list[str]:
    """Sentences; none before the first date has begun."""
    if not any(each.starts_at <= reader.now for each in event.dates):
        return []
    figures = event_figures(session, event)
    begun = [each for each in figures.dates if each.date.starts_at <= reader.now]
    said = [words for each in begun for words in _date(reader, each, is_first=each is figures.dates[0])]
    if figures.needs_stated:
        values = {"met": figures.needs_met_before, "all": figures.needs_stated}
        said.append(reader.say(_l("%(met)s of %(all)s needs were met before the day."), values))
    return said


def _date(reader: Reader, each: DateFigures, *, is_first: bool) -> Iterator[str]:
    values = {
        "day": short_date_words(reader, each.date),
        "came": reader.ngettext("%(num)s family came", "%(num)s families came", each.arrived_families),
        "people": people_words(reader, each.arrived_people),
        "said": each.said_they_come,
    }
    yield reader.say(_l("%(day)s: %(came)s (%(people)s); %(said)s had said that they would."), values)
    came = {language: one.arrived for language, one in each.by_language.items() if one.arrived}
    if came:
        every = reader.gettext(_l("Every language"))
        names = (f"{reader.language_name(one) if one else every} {count}" for one, count in came.items())
        yield f"{reader.gettext(_l('By language'))}: {', '.join(names)}"
    if not is_first and each.returned:
        yield reader.ngettext("%(num)s family came again.", "%(num)s families came again.", each.returned)
