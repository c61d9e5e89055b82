"""What one thing that will leave looks like on the schedule, and what several come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from app.broadcasts.ahead import BroadcastAhead
from app.broadcasts.broadcast import Broadcast, Urgency
from app.dashboard.broadcasts.words import URGENCIES
from app.dashboard.events.words import KINDS, LEFT_OUT, in_reader_language
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price
from app.dashboard.tips.idea_words import IDEA_WHY
from app.dashboard.tips.words import STEPS, WHY, clock_words, lack_words
from app.dashboard.words import Tone
from app.events.board.ahead import MailingAhead
from app.events.mailing import LeftOut
from app.foundation.i18n import _l
from app.messages.ahead import Load
from app.messages.batch import Batch
from app.staff.permissions import may_keep_the_clock
from app.tips.ideas.ahead import IdeaAhead
from app.tips.tally import TipsOfDay
from app.tips.track import Tip, Track

R = TypeVar("R", bound=StrEnum)

A_FAMILYS_IDEA = _l("A family's idea")


@dataclass(frozen=True)
class Part:
    """The texts of one language."""

    name: str
    texts: int
    segments: int


@dataclass(frozen=True)
class Sums:
    """So many texts, what they take and what that comes to."""

    texts: int
    segments: int
    cost: str
    parts: list[Part]
    """By language, the most used first."""


@dataclass(frozen=True)
class Note:
    """Something that holds texts back, and where one can see to it."""

    mark: Mark
    href: str = ""
    what: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that leaves on a day."""

    icon: str
    title: str
    href: str
    what: str
    """Which kind of thing it is, and when."""
    sums: Sums
    waiting: int = 0
    """Of these, so many wait in the outbox already."""
    families: int | None = None
    """How many it would reach as things stand; None where that is not the question."""
    notes: list[Note] = field(default_factory=list)
    left_out: list[tuple[str, int]] = field(default_factory=list)
    name: str = ""
    """By which the address of the page leads to it; "" where nothing does."""
    deeds: str = ""
    """The address beneath which the reader may pause, resume or cancel it; "" where they may not."""
    is_paused: bool = False


@dataclass
class Day:
    """What leaves on one day, and what the calendar says of it."""

    day: date
    title: str
    is_today: bool
    notes: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    load: Load = field(default_factory=Load)
    """Of what leaves unless somebody pauses it: what is held already is not in it."""
    sums: Sums | None = None


def sums_of(reader: Reader, price: Price, load: Load) -> Sums:
    parts = [
        Part(_language(reader, language), texts, load.segments[language])
        for language, texts in load.texts.most_common()
        if texts
    ]
    segments = load.segments.total()
    return Sums(load.count, segments, price.of_segments(segments), parts)


def together(loads: Iterable[Load]) -> Load:
    whole = Load()
    for load in loads:
        whole.include(load)
    return whole


def _language(reader: Reader, language: str | None) -> str:
    if language is None:
        return reader.gettext(_l("Every language in one text, or not known"))
    return reader.language_name(language)


@dataclass(frozen=True)
class Seen:
    """Which inboxes' events the reader may look into, and of which they may read the title."""

    open: frozenset[int]
    named: frozenset[int]


def broadcast_link(staff: SignedIn, seen: Seen, broadcast: Broadcast) -> tuple[str, str]:
    """What the reader may call it, and its address, empty where they may not look into it.

    Everybody may know what goes to every class; what goes to one team's families is named to those who may.
    """
    inbox, is_own = broadcast.inbox_id, broadcast.author_id == staff.person.id
    is_named = inbox is None or inbox in seen.named or is_own
    is_open = is_own or inbox in seen.open or (is_named and may_keep_the_clock(staff.person))
    title = broadcast.title if is_named else staff.reader.gettext(_l("An announcement of another team"))
    return title, f"/announcements/{broadcast.id}" if is_open else ""


def kind_of_broadcast(reader: Reader, broadcast: Broadcast) -> str:
    if broadcast.is_drill:
        return reader.gettext(_l("Drill"))
    kind = reader.gettext(_l("Announcement"))
    if broadcast.urgency is Urgency.ORDINARY:
        return kind
    return f"{kind} · {reader.gettext(URGENCIES[broadcast.urgency][0])}"


@dataclass(frozen=True)
class Wording:
    """How the things that leave are said to one reader."""

    staff: SignedIn
    price: Price
    seen: Seen
    names: Mapping[int, str]

    def tip_line(self, line: TipsOfDay) -> Line:
        reader, track = self.staff.reader, line.track
        steps = [
            reader.gettext(STEPS[step]) for step in dict.fromkeys(tip.step for tip in line.tips.values())
        ]
        sentence = _l("Weekly tips · %(steps)s · from %(time)s")
        notes = [self._blocked(tip) for tip in line.tips.values() if tip.is_blocked and track.is_running]
        if not track.is_running:
            held = Mark(reader.gettext(_l("Held for review")), Tone.WAIT, "circle-pause")
            notes.insert(0, Note(held))
        return Line(
            "lightbulb",
            in_reader_language(reader, track.title),
            f"/tips/{track.id}",
            reader.say(sentence, {"steps": reader.listed(steps), "time": clock_words(track.sent_at, reader)}),
            sums_of(reader, self.price, line.load),
            notes=notes,
            left_out=self._reasons(line.left_out, WHY),
        )

    def outbox_line(self, track: Track, waiting: Load) -> Line:
        title = in_reader_language(self.staff.reader, track.title)
        what = self.staff.reader.gettext(_l("Weekly tips · handed over, waiting to leave"))
        sums = sums_of(self.staff.reader, self.price, waiting)
        return Line("send", title, f"/tips/{track.id}", what, sums)

    def mailing_line(self, ahead: MailingAhead, load: Load) -> Line:
        reader, event, batch = self.staff.reader, ahead.event, ahead.batch
        _ = reader.gettext
        is_named, is_open = event.inbox_id in self.seen.named, event.inbox_id in self.seen.open
        may_act = may_keep_the_clock(self.staff.person) and is_named and ahead.mailing is not None
        notes = self._paused(batch)
        if ahead.missing:
            words = lack_words(reader, ahead.missing, ())
            notes.append(
                Note(Mark(words, Tone.BAD, "triangle-alert"), f"/events/{event.id}" if is_open else "")
            )
        what = f"{_(KINDS[ahead.kind])} · {reader.clock(ahead.due_at)}"
        return Line(
            "party-popper",
            in_reader_language(reader, event.title) if is_named else _(_l("An event of another team")),
            f"/events/{event.id}" if is_open else "",
            what,
            sums_of(reader, self.price, load),
            waiting=ahead.waiting.count,
            families=ahead.families
            if ahead.mailing is not None and ahead.mailing.opened_at is None
            else None,
            notes=notes,
            left_out=self._reasons(ahead.left_out, LEFT_OUT),
            name=f"mailing-{ahead.mailing.id}" if ahead.mailing is not None else "",
            deeds=f"/schedule/events/{event.id}/mailings/{ahead.mailing.id}"
            if may_act and ahead.mailing is not None
            else "",
            is_paused=batch is not None and batch.is_paused,
        )

    def idea_line(self, ahead: IdeaAhead, load: Load) -> Line:
        reader, idea = self.staff.reader, ahead.idea
        may_act = may_keep_the_clock(self.staff.person) and idea.inbox_id in self.seen.named
        return Line(
            "lightbulb",
            ahead.section.name,
            f"/tips/ideas/{idea.id}" if idea.inbox_id in self.seen.open else "",
            f"{reader.gettext(A_FAMILYS_IDEA)} · {reader.clock(ahead.due_at)}",
            sums_of(reader, self.price, load),
            waiting=ahead.waiting.count,
            notes=self._paused(ahead.batch),
            left_out=self._reasons(ahead.left_out, IDEA_WHY),
            name=f"idea-{idea.id}",
            deeds=f"/schedule/ideas/{idea.id}" if may_act else "",
            is_paused=ahead.batch.is_paused,
        )

    def broadcast_line(self, ahead: BroadcastAhead, load: Load) -> Line:
        reader, broadcast = self.staff.reader, ahead.broadcast
        _ = reader.gettext
        title, here = broadcast_link(self.staff, self.seen, broadcast)
        kind = kind_of_broadcast(reader, broadcast)
        reasons = self._reasons(
            {LeftOut(why.value): count for why, count in ahead.left_out.items()}, LEFT_OUT
        )
        if ahead.without_number:
            reasons.append((_(_l("No number is known that may hear about the child")), ahead.without_number))
        return Line(
            "megaphone",
            title,
            here,
            f"{kind} · {reader.clock(ahead.due_at)}",
            sums_of(reader, self.price, load),
            waiting=ahead.waiting.count,
            families=ahead.families,
            notes=self._paused(ahead.batch),
            left_out=reasons,
            name=f"announcement-{broadcast.id}",
            deeds=here if may_keep_the_clock(self.staff.person) else "",
            is_paused=ahead.is_held,
        )

    def reply_line(self, load: Load) -> Line:
        _ = self.staff.reader.gettext
        sums = sums_of(self.staff.reader, self.price, load)
        return Line("message-square", _(_l("Replies written for later")), "", _(_l("In your inboxes")), sums)

    def _paused(self, batch: Batch | None) -> list[Note]:
        if batch is None or batch.paused_at is None:
            return []
        reader = self.staff.reader
        values = {"who": self.names.get(batch.paused_by or 0, ""), "when": reader.when(batch.paused_at)}
        words = reader.say(_l("Paused by %(who)s, %(when)s: nothing of it leaves"), values)
        return [Note(Mark(words, Tone.BAD, "circle-pause"))]

    def _blocked(self, tip: Tip) -> Note:
        reader = self.staff.reader
        lacks = Mark(lack_words(reader, tip.missing, tip.unapproved), Tone.BAD, "triangle-alert")
        return Note(lacks, f"/tips/texts/{tip.id}", in_reader_language(reader, tip.topic))

    def _reasons(self, left_out: Mapping[R, int], words: Mapping[R, str]) -> list[tuple[str, int]]:
        order = list(words)
        return [
            (self.staff.reader.gettext(words[reason]), left_out[reason])
            for reason in sorted(left_out, key=order.index)
            if left_out[reason]
        ]
