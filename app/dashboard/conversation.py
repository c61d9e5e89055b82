"""What a conversation on the screen consists of."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from app.broadcasts.answers.beside import Answering
from app.consent.consent_log import ConsentEntry
from app.dashboard.marks import Mark
from app.dashboard.reading import Reading
from app.inbox.inbox import ThreadEvent
from app.inbox.queries import OpenThread, People
from app.interpreting.queries import Beside
from app.messages.media import MessageMedia
from app.messages.message import Message
from app.messages.outgoing_pictures import AddressedPicture
from app.roster.queries import Child, Family
from app.sms.phone_number import display
from app.staff.staff_member import StaffMember


@dataclass
class Shown:
    """What was read of a thread, before it is put into words."""

    open: OpenThread
    messages: list[Message]
    media: dict[int, list[MessageMedia]]
    events: list[ThreadEvent]
    before_id: int | None
    has_earlier: bool
    shown_pictures: dict[int, AddressedPicture] = field(default_factory=dict)
    """Those that went out with texts, by their own ids."""
    besides: dict[int, Beside] = field(default_factory=dict)
    """By text, what it says in other languages."""
    answering: dict[int, Answering] = field(default_factory=dict)
    """By text, the announcement that it answers or came after."""
    drills: Collection[int] = ()
    """Of the texts of emergencies, those that only practise one."""
    people: People = field(default_factory=lambda: People({}, []))
    family: Family = field(default_factory=Family)
    children: list[Child] = field(default_factory=list)
    history: list[ConsentEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    """A picture of a text; `instead` is said while it cannot be shown."""

    url: str
    alt: str
    instead: str = ""


@dataclass(frozen=True)
class Button:
    """Something that may be done about one text."""

    action: str
    label: str


@dataclass(frozen=True)
class Bubble:
    """One text."""

    id: int
    kind: str
    """"in", "out" or "auto"."""
    author: str
    is_mine: bool
    reading: Reading
    at: datetime
    clock: str
    mark: Mark | None
    routed: str
    pictures: tuple[Picture, ...]
    buttons: tuple[Button, ...]
    answers: str = ""
    """Which announcement it answers or came after, and what it was read as."""
    shape: str = "bubble"

    @property
    def key(self) -> str:
        return f"m{self.id}"


@dataclass(frozen=True)
class NoteCard:
    """Words that only staff see."""

    id: int
    author: str
    is_mine: bool
    body: str
    at: datetime
    clock: str
    shape: str = "note"

    @property
    def key(self) -> str:
        return f"e{self.id}"


@dataclass(frozen=True)
class EventLine:
    """A thin line: what staff did."""

    id: int
    words: str
    at: datetime
    clock: str
    is_mine: bool
    shape: str = "event"

    @property
    def key(self) -> str:
        return f"e{self.id}"


@dataclass(frozen=True)
class DayMark:
    """A new day begins."""

    key: str
    words: str
    shape: str = "day"
    is_mine: bool = True


Item = Bubble | NoteCard | EventLine | DayMark


@dataclass(frozen=True)
class Review:
    """A text that looked like a stop, put to a person."""

    id: int
    words: str
    """Empty when the text is not on this page."""
    may_decide: bool


@dataclass(frozen=True)
class FamilyLanguage:
    """What this phone is texted in, and how the school knows."""

    words: str
    chosen: str | None
    """The language that it is texted in, if it is one."""
    offered: tuple[tuple[str, str], ...]
    """Codes with their names."""


@dataclass(frozen=True)
class Conversation:
    """Everything that the right-hand panes show."""

    shown: Shown
    title: str
    subtitle: str
    number: str
    items: list[Item]
    earlier_id: int | None
    is_older_page: bool
    seen_message_id: int
    why_not: str
    """Why nothing can be sent; empty when something can."""
    hint: str
    """When a text written now would leave, if that is not at once."""
    review: Review | None
    assignee: StaffMember | None
    is_waiting: str
    snoozed_until: str
    warnings: list[str]
    language: FamilyLanguage
    own_hours: str
    """When the family likes to be texted; empty where it has not said."""
    tomorrow: datetime
    monday: datetime
    region: str

    def display(self, e164: str) -> str:
        return display(e164, self.region)
