"""One line of the list of threads: whom it is about, what was said last and what it waits for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from app.dashboard.reader import Reader
from app.dashboard.reading import Glasses
from app.dashboard.session import SignedIn
from app.dashboard.wanted import Wanted
from app.foundation.i18n import _l
from app.foundation.text import folded
from app.inbox.queries import Sight
from app.inbox.queues import ThreadRow
from app.interpreting.queries import NOTHING, Beside
from app.messages.message import Direction, Message
from app.roster.queries import Family
from app.sms.phone_number import display
from app.staff.staff_member import StaffMember

LONG_WAIT = timedelta(hours=24)
MATCH_BEFORE, MATCH_AFTER = 30, 90
NO_FAMILY = Family()


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
    is_translated: bool
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
class Names:
    """Whom and what the ids on a page stand for."""

    staff: SignedIn
    sight: Sight
    families: dict[int, Family]
    people: dict[int, StaffMember]
    besides: dict[int, Beside]

    @cached_property
    def glasses(self) -> Glasses:
        return Glasses(self.staff.reader, self.staff.person.languages, self.people)


def line_of(names: Names, wanted: Wanted, row: ThreadRow, last: Message | None) -> ThreadLine:
    reader, thread = names.staff.reader, row.thread
    family = names.families.get(row.number.id, NO_FAMILY)
    title, subtitle = family_title(reader, family, row.number.e164, names.staff.school.region)
    languages = dict.fromkeys(g.language for g in family.guardians if g.language)
    assigned = names.people.get(thread.assigned_to) if thread.assigned_to else None
    inbox = names.sight.inboxes[thread.inbox_id]
    is_snoozed = thread.snoozed_until is not None and thread.snoozed_until > reader.now
    words = _last_words(names, wanted.query, last)
    return ThreadLine(
        thread_id=thread.id,
        url=wanted.url(thread=thread.id),
        is_current=thread.id == wanted.thread_id,
        title=title,
        subtitle=subtitle,
        languages=tuple((code, reader.language_name(code)) for code in languages),
        last_author=_last_author(reader, last, names.people, names.staff.person),
        last_words=words.excerpt,
        last_language=words.language,
        is_translated=words.is_translated,
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


@dataclass(frozen=True)
class _LastWords:
    excerpt: str
    language: str | None
    is_translated: bool = False


def _last_words(names: Names, query: str, last: Message | None) -> _LastWords:
    """In the reader's language where somebody has translated them, unless they were found by what was written."""
    if last is None:
        return _LastWords("", None)
    if query and (folded(query) or "") in (folded(last.body) or ""):
        return _LastWords(_excerpt(last.body, query), last.language)
    reading = names.glasses.read(last, names.besides.get(last.id, NOTHING))
    return _LastWords(_excerpt(reading.body, ""), reading.language, reading.is_translated)


def _excerpt(body: str, query: str) -> str:
    """The words around what was looked for, otherwise the beginning; a picture without words is said by the page."""
    words = " ".join(body.split())
    position = (folded(words) or "").find(folded(query) or "") if query else -1
    if position <= MATCH_BEFORE:
        return words[: MATCH_BEFORE + MATCH_AFTER]
    return f"…{words[position - MATCH_BEFORE : position + MATCH_AFTER]}"


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
