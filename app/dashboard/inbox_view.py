"""The inbox as a screen shows it: queues, lines of threads and the conversation that is open."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.consent.queries import consent_history
from app.dashboard.conversation import Conversation, Shown
from app.dashboard.conversation_view import converse
from app.dashboard.reader import Reader
from app.dashboard.rendering import with_query
from app.dashboard.session import SignedIn
from app.dashboard.words import EMPTY_QUEUES, QUEUES
from app.foundation.i18n import _l
from app.foundation.text import folded
from app.inbox.queries import Sight, events_of, look_at_thread, people_around
from app.inbox.queues import (
    COUNTS_STOP_AT,
    Place,
    Queue,
    ThreadRow,
    count_queues,
    list_threads,
    newest_changes,
)
from app.inbox.search import search
from app.messages.media import MessageMedia
from app.messages.message import Direction, Message
from app.messages.queries import media_of, messages_of
from app.roster.queries import Family, children_of, families_of
from app.sms.phone_number import display
from app.staff.queries import colleagues
from app.staff.staff_member import StaffMember

MESSAGES_SHOWN = 60
LONG_WAIT = timedelta(hours=24)
MATCH_BEFORE, MATCH_AFTER = 30, 90
NO_FAMILY = Family()


@dataclass(frozen=True)
class Wanted:
    """What the address of an inbox page asks for."""

    queue: Queue
    thread_id: int | None = None
    query: str = ""
    after: Place | None = None
    before_id: int | None = None
    pane: str = ""
    """What a narrow screen shows instead of the list or the conversation: "queues" or "family"."""

    def url(self, **other: object) -> str:
        """The same page with something else asked for."""
        asked = {"queue": self.queue.value, "q": self.query, "thread": self.thread_id}
        return with_query("/inbox", **(asked | other))


@dataclass(frozen=True)
class QueueLink:
    """A queue with its count in words."""

    queue: Queue
    label: str
    icon: str
    count: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class ThreadLine:
    """One line of the list of threads."""

    thread_id: int
    url: str
    is_current: bool
    title: str
    subtitle: str
    languages: tuple[tuple[str, str], ...]
    """Codes with their names."""
    last_author: str
    last_words: str
    last_language: str | None
    at: datetime
    when: str
    waiting: str
    is_long_wait: bool
    needs_attention: bool
    is_under_review: bool
    assigned_to: str
    inbox: str
    is_closed: bool
    snoozed_until: str


@dataclass(frozen=True)
class InboxScreen:
    """Everything that an inbox page shows."""

    wanted: Wanted
    title: str
    queues: list[QueueLink]
    lines: list[ThreadLine]
    older_url: str
    nothing: str
    conversation: Conversation | None
    version: str

    @property
    def pane(self) -> str:
        """Which of the panes a narrow screen shows."""
        if self.conversation is not None:
            return "family" if self.wanted.pane == "family" else "conversation"
        return "queues" if self.wanted.pane == "queues" else "threads"


def default_queue(sight: Sight) -> Queue:
    """Somebody without an inbox of their own has nobody waiting for them and begins with all."""
    return Queue.WAITING if sight.member_of else Queue.ALL


def look(session: Session, staff: SignedIn, sight: Sight, wanted: Wanted) -> InboxScreen:
    """Gathers the page in a fixed number of statements, however much there is."""
    reader = staff.reader
    counts = count_queues(session, sight, now=reader.now)
    version = version_of(session, sight, reader)
    older = None
    matches: dict[int, Message] = {}
    if wanted.query:
        found = search(session, sight, wanted.query)
        rows = [f.row for f in found]
        matches = {f.row.thread.id: f.text for f in found if f.text is not None}
    else:
        rows, older = list_threads(session, sight, wanted.queue, now=reader.now, after=wanted.after)
    shown = _thread(session, sight, wanted)
    numbers = {row.thread.phone_number_id for row in rows} | ({shown.open.number.id} if shown else set())
    families = families_of(session, staff.school, numbers) if numbers else {}
    people = _people(session, staff, rows, shown)
    names = _Names(staff, sight, families, people)
    lines = [_line(names, wanted, row, matches.get(row.thread.id, row.last)) for row in rows]
    label, _icon = QUEUES[wanted.queue]
    return InboxScreen(
        wanted=wanted,
        title=reader.gettext(_l("Search")) if wanted.query else reader.gettext(label),
        queues=[_link(reader, wanted, queue, counts.get(queue)) for queue in QUEUES],
        lines=lines,
        older_url=wanted.url(after=place_words(older), thread=None) if older else "",
        nothing=reader.gettext(_l("Nothing was found.") if wanted.query else EMPTY_QUEUES[wanted.queue]),
        conversation=_conversation(session, staff, shown, families) if shown else None,
        version=version,
    )


def version_of(session: Session, sight: Sight, reader: Reader) -> str:
    """Changes whenever something within sight does, and every minute so that "3 minutes ago" stays true."""
    changes = newest_changes(session, sight)
    minute = int(reader.now.timestamp() // 60)
    return hashlib.sha256(repr((changes, minute, sorted(sight.inboxes))).encode()).hexdigest()[:16]


def place_words(place: Place) -> str:
    """A place in the list as an address carries it."""
    since = place.last_message_at - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{since // timedelta(microseconds=1)}-{place.thread_id}"


def read_place(words: str) -> Place | None:
    """None for anything that is no place."""
    microseconds, _, thread_id = words.partition("-")
    if not (
        microseconds.isascii() and microseconds.isdigit() and thread_id.isascii() and thread_id.isdigit()
    ):
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(microseconds))
    except OverflowError:
        return None
    return Place(moment, int(thread_id[:18]))


def family_title(reader: Reader, family: Family, e164: str, region: str) -> tuple[str, str]:
    """Whom a thread is about, and who writes: the children's first names, then the guardians'."""
    children = reader.listed([s.first_name for s in family.students])
    guardians = reader.listed([g.name for g in family.guardians])
    if children:
        return children, guardians
    number = display(e164, region)
    if guardians:
        return guardians, number
    return number, reader.gettext(_l("Not on the roster"))


def _thread(session: Session, sight: Sight, wanted: Wanted) -> Shown | None:
    if wanted.thread_id is None:
        return None
    opened = look_at_thread(session, sight, wanted.thread_id)
    messages = messages_of(session, opened.thread, limit=MESSAGES_SHOWN + 1, before_id=wanted.before_id)
    has_earlier = len(messages) > MESSAGES_SHOWN
    messages = messages[-MESSAGES_SHOWN:]
    media: dict[int, list[MessageMedia]] = media_of(session, messages)
    # Events belong to the span that is on the screen; its upper end is open on the newest page only.
    since = messages[0].created_at if has_earlier else None
    until = messages[-1].created_at if wanted.before_id is not None and messages else None
    events = events_of(session, opened.thread, since=since, until=until)
    return Shown(opened, messages, media, events, wanted.before_id, has_earlier)


def _people(
    session: Session, staff: SignedIn, rows: Iterable[ThreadRow], shown: Shown | None
) -> dict[int, StaffMember]:
    ids = {row.thread.assigned_to for row in rows} | {row.last.author_id for row in rows if row.last}
    if shown is None:
        return colleagues(session, staff.school, _known(ids))
    ids |= {shown.open.thread.assigned_to, *(m.author_id for m in shown.messages)}
    ids |= {e.staff_member_id for e in shown.events} | {e.subject_id for e in shown.events}
    shown.people = people_around(session, staff.school, _known(ids), shown.open.inbox)
    return shown.people.named


def _known(ids: Iterable[int | None]) -> set[int]:
    return {i for i in ids if i is not None}


def _conversation(
    session: Session, staff: SignedIn, shown: Shown, families: dict[int, Family]
) -> Conversation:
    family = families.get(shown.open.number.id, NO_FAMILY)
    shown.family = family
    shown.children = children_of(session, staff.school, family)
    shown.history = consent_history(session, staff.school, shown.open.number.e164)
    title, subtitle = family_title(staff.reader, family, shown.open.number.e164, staff.school.region)
    return converse(staff, shown, title=title, subtitle=subtitle)


def _link(reader: Reader, wanted: Wanted, queue: Queue, count: int | None) -> QueueLink:
    label, icon = QUEUES[queue]
    words = "" if not count else f"{COUNTS_STOP_AT - 1}+" if count >= COUNTS_STOP_AT else str(count)
    is_current = wanted.queue is queue and not wanted.query
    return QueueLink(
        queue, reader.gettext(label), icon, words, with_query("/inbox", queue=queue.value), is_current
    )


@dataclass(frozen=True)
class _Names:
    """Whom the ids on a page stand for."""

    staff: SignedIn
    sight: Sight
    families: dict[int, Family]
    people: dict[int, StaffMember]


def _line(names: _Names, wanted: Wanted, row: ThreadRow, last: Message | None) -> ThreadLine:
    reader, thread = names.staff.reader, row.thread
    family = names.families.get(row.number.id, NO_FAMILY)
    title, subtitle = family_title(reader, family, row.number.e164, names.staff.school.region)
    languages = dict.fromkeys(g.language for g in family.guardians if g.language)
    assigned = names.people.get(thread.assigned_to) if thread.assigned_to else None
    inbox = names.sight.inboxes[thread.inbox_id]
    is_snoozed = thread.snoozed_until is not None and thread.snoozed_until > reader.now
    return ThreadLine(
        thread_id=thread.id,
        url=wanted.url(thread=thread.id),
        is_current=thread.id == wanted.thread_id,
        title=title,
        subtitle=subtitle,
        languages=tuple((code, reader.language_name(code)) for code in languages),
        last_author=_last_author(reader, last, names.people, names.staff.person),
        last_words=_excerpt(last, wanted.query) if last else "",
        last_language=last.language if last else None,
        at=thread.last_message_at,
        when=reader.when(thread.last_message_at),
        waiting=reader.waited(thread.waiting_since) if thread.waiting_since else "",
        is_long_wait=thread.waiting_since is not None and reader.now - thread.waiting_since >= LONG_WAIT,
        needs_attention=row.needs_attention,
        is_under_review=row.is_under_review,
        assigned_to=assigned.name if assigned else "",
        inbox=inbox.name if len(names.sight.inboxes) > 1 else "",
        is_closed=thread.closed_at is not None,
        snoozed_until=reader.when(thread.snoozed_until) if is_snoozed and thread.snoozed_until else "",
    )


def _last_author(
    reader: Reader, last: Message | None, people: dict[int, StaffMember], me: StaffMember
) -> str:
    """Who wrote the last line, where it was not the family."""
    if last is None or last.direction is Direction.IN:
        return ""
    if last.author_id is None:
        return reader.gettext(_l("Automatic"))
    if last.author_id == me.id:
        return reader.gettext(_l("You"))
    author = people.get(last.author_id)
    return author.name if author else ""


def _excerpt(message: Message, query: str) -> str:
    """The words around what was looked for, otherwise the beginning; a picture without words is said by the page."""
    words = " ".join(message.body.split())
    position = (folded(words) or "").find(folded(query) or "") if query else -1
    if position <= MATCH_BEFORE:
        return words[: MATCH_BEFORE + MATCH_AFTER]
    return f"…{words[position - MATCH_BEFORE : position + MATCH_AFTER]}"
