"""Who is expected at one date and who has arrived, for somebody at the door with a phone in the hand."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.events.guest_view import names_of, people_words
from app.dashboard.events.words import STANDS, date_words, in_reader_language
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.events.board.guest_list import GuestLine, Stand, guests_of
from app.events.event import Event, EventDate
from app.foundation.i18n import _l
from app.foundation.text import folded

EXPECTED = frozenset({Stand.COMING, Stand.WAITING, Stand.MAYBE})


@dataclass(frozen=True)
class Arrival:
    """A family at the door."""

    id: int
    name: str
    guardians: str
    stand: str
    people: int
    """As many as are expected, or have come."""
    came: str
    """How many came, in words; empty while nobody has."""


@dataclass(frozen=True)
class CheckIn:
    """The page at the door."""

    title: str
    when: str
    sums: str
    is_today: bool
    expected: list[Arrival]
    others: list[Arrival]
    here: list[Arrival]

    @property
    def found(self) -> int:
        return len(self.expected) + len(self.others) + len(self.here)


def look_at_door(session: Session, staff: SignedIn, event: Event, date: EventDate, words: str) -> CheckIn:
    """`words` narrows it to families of that name: a child's, or that of somebody who answers the phone."""
    reader, lines = staff.reader, guests_of(session, event)
    wanted = [line for line in lines if _is_called(line, words)]
    here = [line for line in wanted if line.has_arrived(date.id)]
    waited = [line for line in wanted if not line.has_arrived(date.id)]
    expected = [line for line in waited if line.stand(date.id) in EXPECTED]
    others = [line for line in waited if line.stand(date.id) not in EXPECTED]
    today = staff.now.astimezone(staff.school.zone).date()
    region = staff.school.region
    return CheckIn(
        title=in_reader_language(reader, event.title),
        when=date_words(reader, date),
        sums=_sums(reader, lines, date),
        is_today=date.day(staff.school) <= today,
        expected=[_arrival(reader, line, date, region) for line in expected],
        others=[_arrival(reader, line, date, region) for line in others],
        here=[_arrival(reader, line, date, region) for line in here],
    )


def _is_called(line: GuestLine, words: str) -> bool:
    wanted = folded(words) or ""
    return any(wanted in (folded(name) or "") for name in (*line.children, *line.guardians)) or not wanted


def _arrival(reader: Reader, line: GuestLine, date: EventDate, region: str) -> Arrival:
    name, guardians = names_of(reader, line, region)
    answer = line.answers.get(date.id)
    came = answer.arrived_people if answer else None
    people = came or (answer.people if answer else None) or line.people or 1
    return Arrival(
        line.guest_id,
        name,
        guardians,
        reader.gettext(STANDS[line.stand(date.id)][0]),
        people,
        people_words(reader, came) if came else "",
    )


def _sums(reader: Reader, lines: list[GuestLine], date: EventDate) -> str:
    """As in "3 families are here, 9 people; 12 families are expected, 40 people"."""
    answers = [answer for line in lines if (answer := line.answers.get(date.id))]
    here = [answer for answer in answers if answer.arrived_at is not None]
    expected = [answer for answer in answers if Stand(answer.seat.value) is Stand.COMING]
    return reader.say(
        _l("%(came)s (%(people)s) · %(expected)s (%(seats)s)"),
        {
            "came": reader.ngettext("%(num)s family is here", "%(num)s families are here", len(here)),
            "people": people_words(reader, sum(answer.arrived_people or 0 for answer in here)),
            "expected": reader.ngettext(
                "%(num)s family said that it comes", "%(num)s families said that they come", len(expected)
            ),
            "seats": people_words(reader, sum(answer.people for answer in expected)),
        },
    )
