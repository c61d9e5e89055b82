"""The inbox as a screen shows it: queues, lines of threads and the conversation that is open."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.broadcasts.answers.beside import answering
from app.broadcasts.drills import drills_among
from app.consent.queries import consent_history
from app.dashboard.broadcasts.eyes import count_waiting as announcements_waiting
from app.dashboard.check_view import checks_of
from app.dashboard.conversation import Conversation, Shown
from app.dashboard.conversation_view import converse
from app.dashboard.labels import people_named
from app.dashboard.reader import Reader
from app.dashboard.rendering import with_query
from app.dashboard.session import SignedIn
from app.dashboard.thread_line import NO_FAMILY, Names, ThreadLine, family_title, line_of
from app.dashboard.wanted import Wanted, place_words
from app.dashboard.words import EMPTY_QUEUES, QUEUES
from app.foundation.i18n import _l
from app.inbox.queries import Sight, events_of, look_at_thread, people_around
from app.inbox.queues import (
    COUNTS_STOP_AT,
    Queue,
    ThreadRow,
    count_queues,
    list_threads,
    newest_changes,
)
from app.inbox.search import search
from app.interpreting.queries import Beside, beside
from app.joining.queries import count_waiting
from app.joining.sight import groups_seen_by
from app.messages.media import MessageMedia
from app.messages.message import Direction, Message
from app.messages.outgoing_pictures import addresses_of
from app.messages.queries import media_of, messages_of
from app.roster.queries import Family, children_of, families_of
from app.staff.queries import colleagues
from app.staff.staff_member import StaffMember

MESSAGES_SHOWN = 60


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
    to_check: int | None
    """How many translations wait for this person to check them; None for one who reads a single language."""
    to_agree: int
    """How many announcements wait for this person to check or to agree."""
    to_join: int
    """How many phones ask to be in a group of this person's."""

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
    lasts = {row.thread.id: matches.get(row.thread.id, row.last) for row in rows}
    besides = _besides(session, lasts.values(), shown)
    numbers = {row.thread.phone_number_id for row in rows} | ({shown.open.number.id} if shown else set())
    families = families_of(session, staff.school, numbers) if numbers else {}
    people = _people(session, staff, rows, shown)
    names = Names(staff, sight, families, people, besides)
    lines = [line_of(names, wanted, row, lasts[row.thread.id]) for row in rows]
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
        to_check=checks_of(session, staff),
        to_agree=announcements_waiting(session, staff),
        to_join=count_waiting(session, staff.school, groups_seen_by(staff.person)),
    )


def version_of(session: Session, sight: Sight, reader: Reader) -> str:
    """Changes whenever something within sight does, and every minute so that "3 minutes ago" stays true."""
    changes = newest_changes(session, sight)
    minute = int(reader.now.timestamp() // 60)
    return hashlib.sha256(repr((changes, minute, sorted(sight.inboxes))).encode()).hexdigest()[:16]


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
    pictures = addresses_of(session, {m.picture_id for m in messages if m.picture_id is not None})
    shown = Shown(opened, messages, media, events, wanted.before_id, has_earlier, pictures)
    from_family = [message.id for message in messages if message.direction is Direction.IN]
    shown.answering = answering(session, opened.number.id, from_family)
    shown.drills = drills_among(session, messages)
    return shown


def _besides(session: Session, lasts: Iterable[Message | None], shown: Shown | None) -> dict[int, Beside]:
    """What the texts of the page say in other languages, of the list and the conversation in one statement."""
    ids = {message.id for message in lasts if message}
    if shown is None:
        return beside(session, ids)
    shown.besides = beside(session, ids | {message.id for message in shown.messages})
    return shown.besides


def _people(
    session: Session, staff: SignedIn, rows: Iterable[ThreadRow], shown: Shown | None
) -> dict[int, StaffMember]:
    ids = {row.thread.assigned_to for row in rows} | {row.last.author_id for row in rows if row.last}
    if shown is None:
        return colleagues(session, staff.school, _known(ids))
    ids |= {shown.open.thread.assigned_to, *(m.author_id for m in shown.messages)}
    ids |= {e.staff_member_id for e in shown.events} | {e.subject_id for e in shown.events}
    ids |= people_named(shown.besides)
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
