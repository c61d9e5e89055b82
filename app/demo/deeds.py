"""What can happen in the demo's past."""

from dataclasses import dataclass

from app.demo.cast import Adult, Colleague
from app.demo.moments import Moment


@dataclass(frozen=True)
class Texts:
    """A family texts the number that it has saved under somebody's name."""

    number: str
    to: str
    body: str
    picture: str | None = None


@dataclass(frozen=True)
class Replies:
    """A staff member texts a family from their own inbox, now or on the next school morning.

    Where the family reads another language, the composer's field for that one holds `also`, if somebody typed it, and
    else what the composer proposes.
    """

    by: Colleague
    to: Adult
    body: str
    also: str = ""
    is_for_next_morning: bool = False


@dataclass(frozen=True)
class Doubts:
    """A staff member marks the translation of the family's last text as wrong."""

    by: Colleague
    about: Adult
    note: str


@dataclass(frozen=True)
class Corrects:
    """A colleague who reads both languages puts right the translation that has waited longest for them."""

    by: Colleague
    body: str


@dataclass(frozen=True)
class Notes:
    """A staff member writes something that only colleagues read."""

    by: Colleague
    about: Adult
    body: str


@dataclass(frozen=True)
class Drafts:
    """A staff member has begun to type."""

    by: Colleague
    to: Adult
    body: str


@dataclass(frozen=True)
class Assigns:
    """A staff member hands a conversation to a colleague."""

    by: Colleague
    about: Adult
    to: Colleague


@dataclass(frozen=True)
class Closes:
    """A staff member is done with a conversation."""

    by: Colleague
    about: Adult


@dataclass(frozen=True)
class Snoozes:
    """A staff member puts a conversation off to the next school morning."""

    by: Colleague
    about: Adult


@dataclass(frozen=True)
class LetsTipsRun:
    """A staff member has the weekly tips go out from now on."""

    by: Colleague


@dataclass(frozen=True)
class TipsGoOut:
    """The moment of the day at which tips leave; on some days there is none."""


@dataclass(frozen=True)
class InvitesToDinners:
    """A principal invites all families to the family dinners, which a colleague sees to: in that inbox they answer."""

    by: Colleague
    host: Colleague


@dataclass(frozen=True)
class DraftsAnEvent:
    """A staff member has begun to write down another event."""

    by: Colleague


@dataclass(frozen=True)
class TakesOn:
    """A staff member will see to what the family needs in order to come."""

    by: Colleague
    family: Adult


@dataclass(frozen=True)
class Arranges:
    """A staff member has arranged what the family needs, and the family is told so."""

    by: Colleague
    family: Adult


@dataclass(frozen=True)
class ChecksIn:
    """So many of a family have come to the first dinner."""

    by: Colleague
    family: Adult
    people: int


@dataclass(frozen=True)
class OffersIdea:
    """A staff member asks a family whether the class may read what it last told of itself, in these words."""

    by: Colleague
    of: Adult
    said: str
    """How the text began that told it."""
    en: str
    es: str


@dataclass(frozen=True)
class EventTextsGoOut:
    """A worker looks whether something of an event is due."""


@dataclass(frozen=True)
class AsksAll:
    """A teacher asks all families of the class one question."""

    by: Colleague


@dataclass(frozen=True)
class TellsWhatCame:
    """The teacher tells the families who were asked what came of it."""

    by: Colleague


@dataclass(frozen=True)
class Announces:
    """The office has news for all families."""

    by: Colleague


StaffDeed = Replies | Doubts | Corrects | Notes | Drafts | Assigns | Closes | Snoozes | LetsTipsRun
EventDeed = InvitesToDinners | DraftsAnEvent | TakesOn | Arranges | ChecksIn | OffersIdea | EventTextsGoOut
BroadcastDeed = AsksAll | TellsWhatCame | Announces
Deed = Texts | TipsGoOut | StaffDeed | EventDeed | BroadcastDeed

Happening = tuple[Moment, Deed]


def from_family(adult: Adult, to: Colleague, body: str, *, picture: str | None = None) -> Texts:
    return Texts(adult.number, to.name, body, picture)
