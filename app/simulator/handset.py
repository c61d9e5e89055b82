"""What each phone shows: conversations, bubbles, days and times, as values that a template can draw."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from app.simulator.config import Phone, SchoolLine, SimulatorConfig
from app.simulator.inbound import HTTP_OK
from app.simulator.message import Direction, StoredMessage
from app.simulator.store import Store
from app.simulator.wording import Wording

TEXTS_SHOWN = 300
TINTS = 6

_SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(?:al|buen[ao]s|con|del?|el|en|es|favor|gracias|hay|hola|l[ao]s?|mi|nos|para|pero|por|que|se|si"
    r"|su|tiene|una?|y|ya)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:and|are|at|be|but|can|for|have|hello|hi|i|in|is|it|my|not|of|on|our|please|she|thanks?|that|the|to|was|we"
    r"|will|with|your?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bubble:
    """One text on a phone."""

    sid: str
    is_mine: bool
    body: str
    language: str
    pictures: tuple[tuple[str, bool, str], ...]
    """Each by its identifier, whether it can be shown, and what it shows."""
    time: str
    moment: str
    day: str
    day_label: str
    state: str
    sender: str
    is_automatic: bool


@dataclass(frozen=True)
class Conversation:
    """All texts between a phone and one line of the school."""

    line: SchoolLine
    pretty_number: str
    initials: str
    bubbles: list[Bubble]
    is_open: bool


@dataclass(frozen=True)
class Handset:
    """One phone as it is drawn."""

    phone: Phone
    element_id: str
    initials: str
    tint: int
    language_name: str
    pretty_number: str
    conversations: list[Conversation]


class Showroom:
    """Turns what the store remembers into what the phones show, in the words of one reader."""

    def __init__(self, config: SimulatorConfig, store: Store, words: Wording, now: datetime) -> None:
        self._config = config
        self._store = store
        self._words = words
        self._zone = ZoneInfo(config.time_zone)
        self._today = now.astimezone(self._zone).date()

    def handsets(self) -> list[Handset]:
        """Every phone of the cast."""
        return [self.handset(phone) for phone in self._config.phones]

    def handset(self, phone: Phone) -> Handset:
        """One phone with its latest texts; the conversation of the last text is the open one."""
        messages = list(filter(has_arrived, self._store.conversation(phone.number, limit=TEXTS_SHOWN)))
        kinds = self._store.picture_kinds(message.sid for message in messages if message.media_count)
        texts: dict[str, list[Bubble]] = {line.number: [] for line in phone.lines}
        for message in messages:
            texts.setdefault(message.line, []).append(self.bubble(message, phone, kinds))
        last_line = messages[-1].line if messages else next(iter(texts), "")
        return Handset(
            phone=phone,
            element_id=element_id(phone.number),
            initials=initials(phone.name),
            tint=self._config.phones.index(phone) % TINTS,
            language_name=language_name(phone.language),
            pretty_number=pretty_number(phone.number),
            conversations=[
                self._conversation(phone, number, bubbles, is_open=number == last_line)
                for number, bubbles in texts.items()
            ],
        )

    def bubble(
        self, message: StoredMessage, phone: Phone, kinds: dict[str, list[tuple[str, str, str]]]
    ) -> Bubble:
        """One text, dated in the school's zone."""
        at = datetime.fromtimestamp(message.created_at, UTC).astimezone(self._zone)
        is_mine = message.direction == Direction.INBOUND
        return Bubble(
            sid=message.sid,
            is_mine=is_mine,
            body=message.body,
            language=language_of(message.body, phone.language),
            pictures=tuple(
                (sid, kind.startswith("image/"), shows) for sid, kind, shows in kinds.get(message.sid, [])
            ),
            time=format_time(at, "short", locale=self._words.locale),
            moment=at.isoformat(timespec="seconds"),
            day=at.date().isoformat(),
            day_label=self._day_label(at.date()),
            state=_state(message) if is_mine else "",
            sender=phone.name if is_mine else line_of(phone, message.line).label,
            is_automatic=message.direction == Direction.REPLY,
        )

    def _conversation(
        self, phone: Phone, number: str, bubbles: list[Bubble], *, is_open: bool
    ) -> Conversation:
        line = line_of(phone, number)
        return Conversation(line, pretty_number(number), initials(line.label), bubbles, is_open)

    def _day_label(self, day: date) -> str:
        if day == self._today:
            return self._words.today
        if day == self._today - timedelta(days=1):
            return self._words.yesterday
        if self._today - timedelta(days=7) < day < self._today:
            return format_date(day, "EEEE", locale=self._words.locale).capitalize()
        return format_skeleton("MMMd", day, locale=self._words.locale)


def has_arrived(message: StoredMessage) -> bool:
    """True for what a handset shows: its own texts at once, the school's when they are delivered, or never."""
    return message.direction == Direction.INBOUND or message.status == "delivered"


def line_of(phone: Phone, number: str) -> SchoolLine:
    """The line as the phone has saved it; a number it does not know is shown as a number."""
    saved = next((line for line in phone.lines if line.number == number), None)
    return saved or SchoolLine(number, pretty_number(number))


def element_id(number: str) -> str:
    """How the page calls a phone."""
    return "phone-" + re.sub(r"\D", "", number)


@lru_cache(maxsize=1000)
def pretty_number(number: str) -> str:
    """A number as people write it."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def initials(name: str) -> str:
    """Up to two letters for a round badge: "Ms. Lee" is L, "Rosa Morales" RM, a bare number #."""
    words = [word for word in re.findall(r"[^\W\d_]+\.?", name) if not word.endswith(".")]
    return "".join(word[0].upper() for word in words[:2]) or "#"


@lru_cache(maxsize=100)
def language_name(tag: str) -> str:
    """A language in its own words."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(tag.partition("-")[0])
    except (UnknownLocaleError, ValueError):
        name = None
    return name[0].upper() + name[1:] if name else tag


def language_of(text: str, usual: str) -> str:
    """What a screen reader should speak: English or Spanish when the words say so, else the family's."""
    spanish, english = len(_SPANISH.findall(text)), len(_ENGLISH.findall(text))
    if spanish == english:
        return usual
    return "es" if spanish > english else "en"


def _state(message: StoredMessage) -> str:
    if message.status == "receiving":
        return "sending"
    return "delivered" if message.webhook_status in HTTP_OK else "not_delivered"
