"""An event as its organiser sees it: sums that add up, families by where they stand, replies that need a person."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.events.after_view import afterwards
from app.dashboard.events.date_card import DateCard, date_card
from app.dashboard.events.doubt_view import DoubtCard, doubt_cards
from app.dashboard.events.guest_view import GuestRow, guest_row
from app.dashboard.events.sent_view import MailingCard, mailing_cards
from app.dashboard.events.words import (
    DISHES,
    STANDS,
    STATES,
    WHY_NOT,
    in_reader_language,
)
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.events.board.board import Board, DateCount, board
from app.events.board.guest_list import Stand, WhyNot
from app.events.board.not_reached import not_reached
from app.events.event import Event, EventState
from app.events.guest import Seat
from app.events.planning.invite import latecomers_of
from app.foundation.i18n import _l
from app.inbox.inbox import Inbox

OPEN_LISTS = frozenset({Stand.COMING, Stand.WAITING, Stand.NOT_REACHED})


@dataclass(frozen=True)
class GuestList:
    """The families that stand in one place."""

    stand: str
    name: str
    icon: str
    advice: str
    is_open: bool
    guests: list[GuestRow]


@dataclass(frozen=True)
class LanguageRow:
    """How many families of a language stand where."""

    name: str
    counts: list[int]


@dataclass(frozen=True)
class Deed:
    """A text to many that one press plans."""

    path: str
    icon: str
    words: str
    count: int


@dataclass(frozen=True)
class BoardView:
    """All that the page shows."""

    id: int
    title: str
    state: str
    tone: Tone
    place: str
    inbox: str
    is_series: bool
    is_draft: bool
    dates: list[DateCard]
    shown_date: int
    doubts: list[DoubtCard]
    lists: list[GuestList]
    language_columns: list[str]
    languages: list[LanguageRow]
    dishes: str
    after: list[str]
    """What came of it, once a date has begun."""
    mailings: list[MailingCard]
    deeds: list[Deed]
    may_send: bool


def look_at_board(
    session: Session, staff: SignedIn, event: Event, inbox: Inbox, *, date_number: int | None
) -> BoardView:
    """`date_number` chooses of a series whose lists are shown; without it, the date that comes next."""
    reader, now = staff.reader, board(session, event)
    shown = _shown(event, reader, date_number)
    of_shown = now.of_date(event.dates[shown].id)
    columns = [stand for stand in Stand if of_shown.families[stand]]
    is_asked = event.state is not EventState.DRAFT
    return BoardView(
        id=event.id,
        title=in_reader_language(reader, event.title),
        state=reader.gettext(STATES[event.state]),
        tone={EventState.OPEN: Tone.GOOD, EventState.CALLED_OFF: Tone.BAD}.get(event.state, Tone.WAIT),
        place=in_reader_language(reader, event.place),
        inbox=inbox.name,
        is_series=event.is_series,
        is_draft=not is_asked,
        dates=[date_card(reader, event, now, count) for count in now.dates],
        shown_date=event.dates[shown].number,
        doubts=doubt_cards(session, staff, now.to_read),
        lists=_lists(session, staff, now, of_shown),
        language_columns=[reader.gettext(STANDS[stand][0]) for stand in columns],
        languages=_languages(reader, of_shown, columns),
        dishes=_dishes(reader, of_shown) if event.is_potluck else "",
        after=afterwards(session, reader, event) if is_asked else [],
        mailings=mailing_cards(session, staff, event),
        deeds=_deeds(session, staff, now) if is_asked else [],
        may_send=event.state is EventState.OPEN and any(each.ends_at > reader.now for each in event.dates),
    )


def _deeds(session: Session, staff: SignedIn, now: Board) -> list[Deed]:
    ngettext = staff.reader.ngettext
    silent = sum(not line.answers and line.without_answer is Stand.NO_ANSWER for line in now.lines)
    late = len(latecomers_of(session, staff.school, now.event))
    ask = ngettext(
        "Ask %(num)s family again that has not answered",
        "Ask %(num)s families again that have not answered",
        silent,
    )
    invite = ngettext(
        "Invite %(num)s family that has had no invitation",
        "Invite %(num)s families that have had no invitation",
        late,
    )
    return [
        Deed("ask-again", "rotate-ccw", ask, silent),
        Deed("latecomers", "user-round-plus", invite, late),
    ]


def _shown(event: Event, reader: Reader, wanted: int | None) -> int:
    numbers = [each.number for each in event.dates]
    if wanted in numbers:
        return numbers.index(wanted)
    ahead = [
        index
        for index, each in enumerate(event.dates)
        if each.ends_at > reader.now and each.called_off_at is None
    ]
    return ahead[0] if ahead else len(numbers) - 1


def _lists(session: Session, staff: SignedIn, now: Board, count: DateCount) -> list[GuestList]:
    reader, region = staff.reader, staff.school.region
    lists = []
    for stand in Stand:
        lines = [line for line in now.lines if line.stand(count.date.id) is stand]
        if stand is Stand.WAITING:  # first come, first served
            lines.sort(key=lambda line: (line.answers[count.date.id].waiting_since, line.guest_id))
        rows = [guest_row(reader, line, count.date.id, region) for line in lines]
        if stand is Stand.NOT_REACHED:
            rows += _without_phone(session, staff, now)
        if rows:
            name, icon = STANDS[stand]
            advice = (
                reader.gettext(_l("Call them, and write down what they say."))
                if stand is Stand.NOT_REACHED
                else ""
            )
            lists.append(
                GuestList(stand.value, reader.gettext(name), icon, advice, stand in OPEN_LISTS, rows)
            )
    return lists


def _without_phone(session: Session, staff: SignedIn, now: Board) -> list[GuestRow]:
    """Children of whom no phone may hear: nobody has been asked for them."""
    if now.event.state is EventState.DRAFT:
        return []
    why = staff.reader.gettext(WHY_NOT[WhyNot.NO_PHONE])
    missing = not_reached(session, staff.school, now.event, [])
    return [
        GuestRow(0, staff.reader.listed(one.children), "", [why], "", "", "", "")
        for one in missing
        if one.line is None
    ]


def _languages(reader: Reader, count: DateCount, columns: list[Stand]) -> list[LanguageRow]:
    def named(language: str | None) -> str:
        return reader.language_name(language) if language else reader.gettext(_l("Every language"))

    known = sorted((language for language in count.by_language if language), key=named)
    return [
        LanguageRow(named(language), [count.by_language[language][stand] for stand in columns])
        for language in (*known, *([None] if None in count.by_language else []))
    ]


def _dishes(reader: Reader, count: DateCount) -> str:
    """As in "Main dish: 4 · Dessert: 3"."""
    known = [f"{reader.gettext(name)}: {count.dishes[dish]}" for dish, name in DISHES.items()]
    if count.dishes[None]:
        known.append(reader.say(_l("not known of %(num)s"), {"num": count.dishes[None]}))
    return " · ".join(known)


def answers_to_choose(reader: Reader, event: Event) -> list[tuple[str, str, str]]:
    """What may be recorded besides coming."""
    seats = [Seat.CANNOT, Seat.MAYBE]
    if event.may_join_by_phone:
        seats.insert(0, Seat.BY_PHONE)
    return [
        (seat.value, reader.gettext(STANDS[Stand(seat.value)][0]), STANDS[Stand(seat.value)][1])
        for seat in seats
    ]
