"""The announcements that somebody sees: what waits for them, what is owed, what is ahead and what was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState, Urgency
from app.broadcasts.planning.needs import DRILLED_EVERY, Awaits
from app.broadcasts.planning.queries import broadcasts_of, last_drill_at, owed_feedback
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.who_view import words_of_selections
from app.dashboard.broadcasts.words import STATES, URGENCIES
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.foundation.i18n import _l
from app.staff.permissions import may_send_emergencies
from app.staff.queries import colleagues

AWAITS = {
    Awaits.CHECK: _l("Check the translation"),
    Awaits.SECOND_PERSON: _l("Agree, or say why not"),
}


@dataclass(frozen=True)
class AnnouncementCard:
    """One announcement on the list."""

    id: int
    url: str
    title: str
    mark: Mark
    kind: str
    """As in "Urgent · A poll"; empty for an ordinary one that asks nothing."""
    is_emergency: bool
    facts: str
    """Whom it is for, how many that is, and whose it is."""
    want: str = ""
    """What waits for the reader."""


@dataclass(frozen=True)
class OwedCard:
    """A poll whose families are to hear what came of it."""

    id: int
    title: str
    due: str
    is_overdue: bool
    is_owed_again: bool
    """What they were to be told was cancelled."""


@dataclass(frozen=True)
class Announcements:
    """The page."""

    waiting: list[AnnouncementCard]
    owed: list[OwedCard]
    drafts: list[AnnouncementCard]
    submitted: list[AnnouncementCard]
    ahead: list[AnnouncementCard]
    past: list[AnnouncementCard]
    is_drill_due: bool
    last_drill: str
    """When the last one was; empty where there was none."""

    @property
    def is_empty(self) -> bool:
        return not (self.drafts or self.submitted or self.ahead or self.past)


def list_announcements(session: Session, staff: SignedIn, eyes: Eyes) -> Announcements:
    reader, school = staff.reader, staff.school
    found = broadcasts_of(session, school, reach=eyes.reach)
    waiting = eyes.waiting
    everything = [*found.drafts, *found.submitted, *found.ahead, *found.past, *(w.broadcast for w in waiting)]
    cards = _Cards(
        reader,
        words_of_selections(session, staff, _selections(everything)),
        _names(session, staff, everything),
        eyes.staff.person.id,
    )
    mine = {one.broadcast.id for one in waiting}
    drilled = last_drill_at(session, school, now=staff.now) if may_send_emergencies(staff.person) else None
    return Announcements(
        waiting=[cards.card(one.broadcast, _wants(reader, one.awaits)) for one in waiting],
        owed=[
            OwedCard(
                owed.poll.id,
                owed.poll.title,
                reader.when(owed.due_at),
                is_overdue=owed.is_overdue(staff.now),
                is_owed_again=owed.is_owed_again,
            )
            for owed in owed_feedback(session, school, reach=eyes.reach, now=staff.now)
        ],
        drafts=[cards.card(one) for one in found.drafts],
        submitted=[cards.card(one) for one in found.submitted if one.id not in mine],
        ahead=[cards.card(one) for one in found.ahead],
        past=[cards.card(one) for one in found.past],
        is_drill_due=may_send_emergencies(staff.person) and _is_due(drilled, staff.now),
        last_drill=reader.day(drilled) if drilled else "",
    )


def state_mark(reader: Reader, broadcast: Broadcast) -> Mark:
    """How far it has come."""
    words, tone, icon = STATES[broadcast.state]
    at = broadcast.cancelled_at if broadcast.state is BroadcastState.CANCELLED else broadcast.send_at
    return Mark(reader.say(words, {"when": reader.when(at)} if at else {}), tone, icon)


@dataclass(frozen=True)
class _Cards:
    reader: Reader
    audiences: Mapping[int, str]
    names: Mapping[int, str] = field(default_factory=dict)
    me: int = 0

    def card(self, broadcast: Broadcast, want: str = "") -> AnnouncementCard:
        is_open = broadcast.state in {BroadcastState.DRAFT, BroadcastState.SUBMITTED}
        here = f"/announcements/{broadcast.id}"
        return AnnouncementCard(
            broadcast.id,
            f"{here}/review" if is_open else here,
            broadcast.title,
            state_mark(self.reader, broadcast),
            self._kind(broadcast),
            broadcast.is_emergency,
            self._facts(broadcast),
            want,
        )

    def _kind(self, broadcast: Broadcast) -> str:
        _ = self.reader.gettext
        said = []
        if broadcast.is_drill:
            said.append(_(_l("Drill")))
        elif broadcast.urgency is not Urgency.ORDINARY:
            said.append(_(URGENCIES[broadcast.urgency][0]))
        if broadcast.follows_id is not None:
            said.append(_(_l("You said, we did")))
        if broadcast.asks is not Asks.NOTHING:
            said.append(_(_l("Poll")) if broadcast.asks is Asks.POLL else _(_l("Sign-up")))
        return " · ".join(said)

    def _facts(self, broadcast: Broadcast) -> str:
        """As in "The whole school · 412 families · Ms. Lee"."""
        said = [self.audiences.get(broadcast.id, "")]
        if broadcast.expected is not None:
            said.append(self.reader.ngettext("%(num)s family", "%(num)s families", broadcast.expected))
        if broadcast.author_id != self.me:
            said.append(self.names.get(broadcast.author_id, ""))
        return " · ".join(each for each in said if each)


def _selections(broadcasts: Iterable[Broadcast]) -> dict[int, Selection]:
    return {one.id: Selection.from_json(one.audience) for one in broadcasts if one.audience}


def _names(session: Session, staff: SignedIn, broadcasts: Iterable[Broadcast]) -> dict[int, str]:
    people = colleagues(session, staff.school, {one.author_id for one in broadcasts})
    return {who: person.name for who, person in people.items()}


def _wants(reader: Reader, awaits: Iterable[Awaits]) -> str:
    return " · ".join(reader.gettext(AWAITS[each]) for each in sorted(awaits))


def _is_due(drilled: datetime | None, now: datetime) -> bool:
    return drilled is None or now - drilled >= DRILLED_EVERY
