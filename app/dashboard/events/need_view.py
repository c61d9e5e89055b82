"""What the families of an event need in order to come, need by need: whose task it is, and by when it is due."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.dashboard.events.guest_view import conversation_url, names_of, people_words
from app.dashboard.events.need_words import words_if_met, words_if_not_met
from app.dashboard.events.words import NEED_STATES, NEEDS, day_words
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.words import Tone
from app.events.board.guest_list import GuestLine, Stand, guests_of
from app.events.board.needs_board import NeedLine, needs_board
from app.events.event import Event
from app.events.need_task import NeedState
from app.events.reading.reply import Need
from app.foundation.i18n import _l
from app.sms.languages import family_languages


@dataclass(frozen=True)
class NeedCard:
    """One need of one family."""

    id: int
    name: str
    guardians: str
    url: str
    said: str
    """In the family's words."""
    stand: str
    owner: str
    is_mine: bool
    is_open: bool
    due: str
    tone: Tone
    state: str
    languages: tuple[str, ...]
    """In which the family is told."""
    met: dict[str, str]
    not_met: dict[str, str]


@dataclass(frozen=True)
class NeedLane:
    """Everybody who needs the same."""

    need: str
    name: str
    icon: str
    sums: str
    open: list[NeedCard]
    done: list[NeedCard]


def look_at_needs(session: Session, staff: SignedIn, event: Event) -> list[NeedLane]:
    """A lane for each need that anybody has, the open ones first."""
    today = staff.now.astimezone(staff.school.zone).date()
    lines = needs_board(session, event, guests_of(session, event), today=today)
    lanes = []
    for need, (name, icon) in NEEDS.items():
        cards = [_card(staff, line, today) for line in lines if line.task.need is need]
        if not cards:
            continue
        is_open = [card for card in cards if card.is_open]
        done = [card for card in cards if not card.is_open]
        values = {"open": len(is_open), "done": len(done)}
        sums = staff.reader.say(_l("%(open)s open, %(done)s settled"), values)
        lanes.append(NeedLane(need.value, staff.reader.gettext(name), icon, sums, is_open, done))
    return lanes


def _card(staff: SignedIn, line: NeedLine, today: date) -> NeedCard:
    reader, task = staff.reader, line.task
    name, guardians = names_of(reader, line.line, staff.school.region)
    is_open = task.state is NeedState.OPEN
    due, tone = _due(reader, line, today)
    return NeedCard(
        id=task.id,
        name=name,
        guardians=guardians,
        url=conversation_url(line.line.thread_id),
        said=task.words,
        stand=_stand(reader, line.line),
        owner=line.owner.name if line.owner else "",
        is_mine=task.owner_id == staff.person.id,
        is_open=is_open,
        due=due if is_open else "",
        tone=tone,
        state=reader.gettext(NEED_STATES[task.state]),
        languages=(line.line.language,) if line.line.language else family_languages(),
        met=words_if_met(Need(task.need)),
        not_met=words_if_not_met(Need(task.need)),
    )


def _due(reader: Reader, line: NeedLine, today: date) -> tuple[str, Tone]:
    """As in "due Thu, Dec 3", "due today", "3 days overdue"."""
    late = (today - line.task.due_on).days
    if late > 0:
        return reader.ngettext("%(num)s day overdue", "%(num)s days overdue", late), Tone.BAD
    if late == 0:
        return reader.gettext(_l("due today")), Tone.WAIT
    when = {"day": day_words(line.task.due_on, reader.language)}
    return reader.say(_l("due %(day)s"), when), Tone.CALM


def _stand(reader: Reader, line: GuestLine) -> str:
    """How many of them there are, where that is known."""
    people = [
        answer.people
        for answer in line.answers.values()
        if Stand(answer.seat.value) in {Stand.COMING, Stand.WAITING, Stand.BY_PHONE}
    ]
    return people_words(reader, max(people)) if people else ""
