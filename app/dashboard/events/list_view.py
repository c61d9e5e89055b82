"""The events of somebody's inboxes, one card each: when, how families stand, and what needs somebody."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.events.guest_view import people_words
from app.dashboard.events.words import STANDS_IN_A_SUM, date_words, in_reader_language, short_date_words
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.events.board.glance import Glance, glances
from app.events.board.guest_list import Stand
from app.events.event import Event, EventDate, EventState
from app.events.guest import Seat
from app.events.queries import events_of
from app.foundation.i18n import _l
from app.inbox.queries import Sight

MOST_PAST = 30
SUMMED = (Seat.COMING, Seat.WAITING, Seat.BY_PHONE, Seat.CANNOT, Seat.MAYBE)


@dataclass(frozen=True)
class Want:
    """Something about an event that waits for somebody."""

    words: str
    icon: str
    tone: Tone
    url: str


@dataclass(frozen=True)
class EventCard:
    """One event on the list."""

    id: int
    url: str
    title: str
    state: str
    tone: Tone
    icon: str
    when: str
    place: str
    inbox: str
    sums: str
    wants: list[Want]


@dataclass(frozen=True)
class EventList:
    """The page: what is ahead, and what was."""

    upcoming: list[EventCard]
    past: list[EventCard]


def list_events(session: Session, staff: SignedIn, sight: Sight) -> EventList:
    found = events_of(session, staff.school, inbox_ids=sight.inboxes, now=staff.now)
    past = found.past[:MOST_PAST]
    dates = {event.id: _date_that_matters(staff.reader, event) for event in [*found.upcoming, *past]}
    today = staff.now.astimezone(staff.school.zone).date()
    at = glances(session, dates, today=today)

    def card(event: Event) -> EventCard:
        inbox = sight.inboxes[event.inbox_id].name if len(sight.inboxes) > 1 else ""
        return _card(staff.reader, event, dates[event.id], at.get(event.id, Glance()), inbox)

    return EventList([card(event) for event in found.upcoming], [card(event) for event in past])


def _date_that_matters(reader: Reader, event: Event) -> EventDate:
    """The next that takes place, or the last."""
    ahead = [each for each in event.dates if each.ends_at > reader.now and each.called_off_at is None]
    return ahead[0] if ahead else event.dates[-1]


def _card(reader: Reader, event: Event, date: EventDate, at: Glance, inbox: str) -> EventCard:
    _ = reader.gettext
    state, tone, icon = {
        EventState.DRAFT: (_(_l("Draft: nobody has been invited")), Tone.WAIT, "pencil"),
        EventState.OPEN: ("", Tone.CALM, ""),
        EventState.CALLED_OFF: (_(_l("Called off")), Tone.BAD, "circle-slash"),
    }[event.state]
    is_draft = event.state is EventState.DRAFT
    return EventCard(
        id=event.id,
        url=f"/events/{event.id}",
        title=in_reader_language(reader, event.title),
        state=state,
        tone=tone,
        icon=icon,
        when=date_words(reader, date)
        if not event.is_series
        else f"{date_words(reader, date)} · {_series(reader, event)}",
        place=in_reader_language(reader, date.place) or in_reader_language(reader, event.place),
        inbox=inbox,
        sums="" if is_draft else _sums(reader, at),
        wants=[] if event.state is not EventState.OPEN else _wants(reader, event, at),
    )


def _series(reader: Reader, event: Event) -> str:
    """As in "3 dates: Thu, Dec 3 …"."""
    days = reader.listed([short_date_words(reader, each) for each in event.dates])
    return reader.say(_l("%(num)s dates: %(days)s"), {"num": len(event.dates), "days": days})


def _sums(reader: Reader, at: Glance) -> str:
    """As in "24 asked · 10 coming (31 people) · 2 by phone · 1 cannot · 11 without an answer"."""
    said = [reader.say(_l("%(num)s asked"), {"num": at.asked})]
    for seat in SUMMED:
        words = reader.say(STANDS_IN_A_SUM[Stand(seat.value)], {"num": at.seats[seat]})
        if seat is Seat.COMING and at.people:
            words = f"{words} ({people_words(reader, at.people)})"
        if at.seats[seat] or seat in {Seat.COMING, Seat.BY_PHONE, Seat.CANNOT}:
            said.append(words)
    said.append(reader.say(STANDS_IN_A_SUM[Stand.NO_ANSWER], {"num": at.unanswered}))
    if at.unasked:
        said.append(reader.say(STANDS_IN_A_SUM[Stand.NOT_REACHED], {"num": at.unasked}))
    return " · ".join(said)


def _wants(reader: Reader, event: Event, at: Glance) -> list[Want]:
    ngettext = reader.ngettext
    here = f"/events/{event.id}"
    found = (
        (
            ngettext("%(num)s reply needs a person", "%(num)s replies need a person", at.to_read),
            at.to_read,
            "circle-question-mark",
            Tone.WAIT,
            f"{here}#doubts",
        ),
        (
            ngettext("%(num)s need is overdue", "%(num)s needs are overdue", at.late),
            at.late,
            "triangle-alert",
            Tone.BAD,
            f"{here}/needs",
        ),
        (
            ngettext("%(num)s need without an owner", "%(num)s needs without an owner", at.ownerless),
            at.ownerless,
            "hand-helping",
            Tone.WAIT,
            f"{here}/needs",
        ),
        (
            ngettext(
                "%(num)s family waits for room", "%(num)s families wait for room", at.seats[Seat.WAITING]
            ),
            at.seats[Seat.WAITING],
            "hourglass",
            Tone.WAIT,
            f"{here}#list-waiting",
        ),
    )
    return [Want(words, icon, tone, url) for words, n, icon, tone, url in found if n]
