"""Everything that will leave in the coming weeks, day by day, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.broadcasts.ahead import BroadcastAhead, broadcasts_ahead
from app.broadcasts.sending.post import BroadcastPost
from app.dashboard.events.words import long_day_words
from app.dashboard.schedule.lines import Day, Line, Seen, Sums, Wording, sums_of, together
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price
from app.dashboard.tips.view import TrackCard, track_cards
from app.dashboard.tips.words import span_words
from app.events.board.ahead import MailingAhead, mailings_ahead
from app.events.sending.reserved import reserved_by_week
from app.foundation.i18n import _l
from app.inbox.queries import inboxes_of_teams, sight_of
from app.interpreting.slot_words import date_words
from app.messages.ahead import Load, in_outbox, phones_now, replies_ahead
from app.messages.allowance import texts_of_everybody
from app.messages.batch import Batch
from app.schools.school_calendar import SchoolBreak, breaks_between, find_calendar, monday_of
from app.staff.permissions import may_keep_the_clock
from app.staff.queries import colleagues
from app.tips.ahead import tips_ahead
from app.tips.delivery import Reason
from app.tips.grades import age_of
from app.tips.ideas.ahead import IdeaAhead, ideas_ahead
from app.tips.queries import tracks_of
from app.tips.tally import TipsOfDay
from app.tips.track import Track

DAYS = timedelta(days=30)
LONGEST_BREAK = timedelta(days=120)


@dataclass(frozen=True)
class ScheduleView:
    """Everything ahead."""

    days: list[Day]
    sums: Sums
    """Of all of it, but for what is held."""
    last_day: str
    tracks: list[TrackCard]
    held: int
    """So many texts are held back or blocked as things stand."""
    has_calendar: bool
    allowance: int
    families_full: int
    """How many have had as many texts this week as they may."""


def what_is_seen(session: Session, staff: SignedIn) -> Seen:
    """Who may pause what goes to many must know what it is; a counselor's matters stay with the counselor."""
    own = frozenset(sight_of(session, staff.school, staff.person).inboxes)
    teams = inboxes_of_teams(session, staff.school) if may_keep_the_clock(staff.person) else set()
    return Seen(own, own | teams)


def look_ahead(session: Session, staff: SignedIn, post: BroadcastPost, price: Price) -> ScheduleView:
    """Gathers the page in a number of statements that does not grow with what is ahead."""
    reader, school, now, catalog = staff.reader, staff.school, staff.now, post.catalog
    today = now.astimezone(school.zone).date()
    last = today + DAYS
    until = datetime.combine(last + timedelta(days=1), time(), school.zone).astimezone(UTC)
    seen, phones = what_is_seen(session, staff), phones_now(session, school)
    outbox = in_outbox(session, school, now=now)
    tracks = sorted(tracks_of(session, school), key=lambda track: min(map(age_of, track.grades)))
    kept = reserved_by_week(session, school, _mondays(today, last))
    tips = tips_ahead(session, school, phones, kept, until=last, now=now)
    ideas = ideas_ahead(session, school, phones, catalog, outbox, until=until, now=now)
    mailings = mailings_ahead(session, school, phones, catalog, outbox, until=until, now=now)
    broadcasts = broadcasts_ahead(session, school, phones, post, outbox, until=until, now=now)
    batches = [
        *(one.batch for one in broadcasts),
        *(mailing.batch for mailing in mailings),
        *(idea.batch for idea in ideas),
    ]
    names = _names(session, staff, batches)
    diary = _Diary(today, Wording(staff, price, seen, names))
    diary.note_breaks(breaks_between(session, school, today - LONGEST_BREAK, last))
    diary.put_tips(tips, {track: outbox[track.batch_id] for track in tracks if track.batch_id in outbox})
    diary.put_ideas(ideas)
    diary.put_mailings(mailings)
    diary.put_broadcasts(broadcasts)
    diary.put_replies(replies_ahead(session, school, seen.open, until=until, now=now))
    days = diary.in_order()
    taken = texts_of_everybody(session, school, today)
    return ScheduleView(
        days=days,
        sums=sums_of(reader, price, together(day.load for day in days)),
        last_day=date_words(last, reader.language, today=today),
        tracks=track_cards(session, staff, tracks),
        held=_held(tips, ideas, mailings, broadcasts),
        has_calendar=not tracks or find_calendar(session, school, today) is not None,
        allowance=school.weekly_allowance,
        families_full=sum(count >= school.weekly_allowance for count in taken.values()),
    )


@dataclass
class _Diary:
    """The days with something in them, as they fill."""

    today: date
    wording: Wording
    days: dict[date, Day] = field(default_factory=dict)

    def note_breaks(self, breaks: Iterable[SchoolBreak]) -> None:
        reader = self.wording.staff.reader
        for pause in breaks:
            if pause.last_day_on >= self.today:
                span = span_words(pause.first_day_on, pause.last_day_on, reader.language)
                sentence = _l("No school: %(name)s (%(span)s). No tips leave.")
                note = reader.say(sentence, {"name": pause.name, "span": span})
                self._on(pause.first_day_on).notes.append(note)

    def put_tips(self, tips: Iterable[TipsOfDay], waiting: Mapping[Track, Load]) -> None:
        for track, load in waiting.items():
            self._put(self.today, self.wording.outbox_line(track, load), load)
        for line in tips:
            self._put(line.day, self.wording.tip_line(line), line.load)

    def put_ideas(self, ideas: Iterable[IdeaAhead]) -> None:
        for idea in ideas:
            load = together([idea.load, idea.waiting])
            day = idea.due_at.astimezone(self.wording.staff.school.zone).date()
            self._put(day, self.wording.idea_line(idea, load), Load() if idea.batch.is_paused else load)

    def put_mailings(self, mailings: Iterable[MailingAhead]) -> None:
        for mailing in mailings:
            load = together([mailing.load, mailing.waiting])
            day = mailing.due_at.astimezone(self.wording.staff.school.zone).date()
            self._put(day, self.wording.mailing_line(mailing, load), Load() if mailing.is_held else load)

    def put_broadcasts(self, broadcasts: Iterable[BroadcastAhead]) -> None:
        for one in broadcasts:
            load = together([one.load, one.waiting])
            day = one.due_at.astimezone(self.wording.staff.school.zone).date()
            self._put(day, self.wording.broadcast_line(one, load), Load() if one.is_held else load)

    def put_replies(self, replies: Mapping[date, Load]) -> None:
        for day, load in replies.items():
            self._put(day, self.wording.reply_line(load), load)

    def in_order(self) -> list[Day]:
        for day in self.days.values():
            day.sums = sums_of(self.wording.staff.reader, self.wording.price, day.load)
        return [self.days[day] for day in sorted(self.days)]

    def _put(self, day: date, line: Line, load: Load) -> None:
        one = self._on(day)
        one.lines.append(line)
        one.load.include(load)

    def _on(self, day: date) -> Day:
        """What should have left before today leaves today, if at all."""
        day = max(day, self.today)
        if day not in self.days:
            title = long_day_words(day, self.wording.staff.reader.language)
            self.days[day] = Day(day, title, is_today=day == self.today)
        return self.days[day]


def _mondays(first: date, last: date) -> list[date]:
    weeks = (monday_of(last) - monday_of(first)).days // 7
    return [monday_of(first) + timedelta(weeks=week) for week in range(weeks + 1)]


def _names(session: Session, staff: SignedIn, batches: Iterable[Batch | None]) -> dict[int, str]:
    """Of those who paused something."""
    ids = {batch.paused_by for batch in batches if batch is not None and batch.paused_by is not None}
    return {who: person.name for who, person in colleagues(session, staff.school, ids).items()}


_HELD = (Reason.HELD, Reason.MISSING_LANGUAGE, Reason.NOT_APPROVED)


def _held(
    tips: Iterable[TipsOfDay],
    ideas: Iterable[IdeaAhead],
    mailings: Iterable[MailingAhead],
    broadcasts: Iterable[BroadcastAhead],
) -> int:
    """What the school itself holds back."""
    of_tips = sum(line.left_out[reason] for line in tips for reason in _HELD)
    of_ideas = sum(idea.load.count + idea.waiting.count for idea in ideas if idea.batch.is_paused)
    of_events = sum(m.families - m.left_out.total() + m.waiting.count for m in mailings if m.is_held)
    of_broadcasts = sum(one.load.count + one.waiting.count for one in broadcasts if one.is_held)
    return of_tips + of_ideas + of_events + of_broadcasts
