"""One date of an event as its organiser sees it: how many families stand where, in sums that add up."""

from collections import Counter
from dataclasses import dataclass

from app.dashboard.events.guest_view import people_words
from app.dashboard.events.words import (
    STANDS,
    STANDS_IN_A_SUM,
    date_words,
    in_reader_language,
    short_date_words,
)
from app.dashboard.reader import Reader
from app.events.board.board import Board, DateCount
from app.events.board.guest_list import Stand
from app.events.event import Event, EventState
from app.foundation.i18n import _l

ALWAYS_SHOWN = frozenset({Stand.COMING, Stand.BY_PHONE, Stand.CANNOT, Stand.MAYBE, Stand.NO_ANSWER})
WITH_PEOPLE = frozenset({Stand.COMING, Stand.WAITING, Stand.BY_PHONE})
COMING_SOON_HOURS = 18


@dataclass(frozen=True)
class Figure:
    """So many families stand here with a date."""

    stand: str
    name: str
    icon: str
    families: int
    people: str
    url: str


@dataclass(frozen=True)
class DateCard:
    """One date with its sums."""

    number: int
    when: str
    short: str
    place: str
    is_called_off: bool
    figures: list[Figure]
    sum: str
    """One line that adds up: "24 families = 10 coming + …"."""
    asked: str
    room: str
    check_in: str


def date_card(reader: Reader, event: Event, now: Board, count: DateCount) -> DateCard:
    """Puts the sums of a date into the reader's words."""
    date = count.date
    hours = (date.starts_at - reader.now).total_seconds() / 3600
    return DateCard(
        number=date.number,
        when=date_words(reader, date),
        short=short_date_words(reader, date),
        place=in_reader_language(reader, date.place),
        is_called_off=date.called_off_at is not None,
        figures=[
            _figure(reader, event, count, stand)
            for stand in Stand
            if now.families and (count.families[stand] or stand in ALWAYS_SHOWN)
        ],
        sum=sum_words(reader, now.families, count.families),
        asked=reader.say(_l("%(num)s asked"), {"num": count.asked}) if now.families else "",
        room=_room(reader, count),
        check_in=f"/events/{event.id}/check-in/{date.number}"
        if event.state is EventState.OPEN and date.called_off_at is None and hours < COMING_SOON_HOURS
        else "",
    )


def sum_words(reader: Reader, families: int, stands: Counter[Stand]) -> str:
    """As in "24 families = 10 coming + 2 by phone + 12 without an answer"."""
    whole = reader.ngettext("%(num)s family", "%(num)s families", families)
    parts = [reader.say(STANDS_IN_A_SUM[stand], {"num": stands[stand]}) for stand in Stand if stands[stand]]
    return f"{whole} = {' + '.join(parts)}" if parts else whole


def _figure(reader: Reader, event: Event, count: DateCount, stand: Stand) -> Figure:
    name, icon = STANDS[stand]
    query = f"?date={count.date.number}" if event.is_series else ""
    is_many = stand in WITH_PEOPLE and count.people[stand]
    return Figure(
        stand=stand.value,
        name=reader.gettext(name),
        icon=icon,
        families=count.families[stand],
        people=people_words(reader, count.people[stand]) if is_many else "",
        url=f"{query}#list-{stand.value}",
    )


def _room(reader: Reader, count: DateCount) -> str:
    if count.seats_left is None or count.date.capacity is None:
        return ""
    values = {"left": count.seats_left, "all": count.date.capacity}
    return reader.say(_l("%(left)s of %(all)s seats are free"), values)
