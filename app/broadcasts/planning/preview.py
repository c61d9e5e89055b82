"""What would happen if a broadcast left now: to whom, in which words, at what cost, and who would not get it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection, homes_among
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.homes_without_number import homes_without_number
from app.broadcasts.recipient import LeftOut
from app.broadcasts.sending.destinations import places_of
from app.broadcasts.sending.post import BroadcastPost
from app.broadcasts.sending.prospects import Prospect, prospects_of
from app.broadcasts.sending.wording import Wordings, check_words, for_readers
from app.foundation.errors import Invalid
from app.messages.ahead import Load
from app.messages.allowance import week_span
from app.messages.delivery_status import ENDED_UNSENT
from app.messages.message import Direction, Message, MessageKind
from app.messages.open_thread import lines_of_threads
from app.messages.text_to_send import clean_body
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.school import School
from app.sms.segments import WITH_PICTURE, measure

T = TypeVar("T")

AT_ONCE = 500
NEAR = timedelta(days=7)
_IS_AHEAD = (BroadcastState.SUBMITTED, BroadcastState.SCHEDULED, BroadcastState.SENDING)
_CROWDS = (MessageKind.TIP, MessageKind.EVENT, MessageKind.BROADCAST, MessageKind.EMERGENCY)


class SampleKind(StrEnum):
    """Why a family is shown."""

    TWO_CHILDREN = "two_children"
    LANGUAGE = "language"
    """The first that reads this language."""
    EVERY_LANGUAGE = "every_language"
    """Nobody knows what it reads: its text speaks every language."""
    LONGEST_NAME = "longest_name"
    FIRST_TIME = "first_time"
    """It was never texted before, and is told how to stop it."""
    NO_CHILD = "no_child"
    """It is told for itself, and not because of a child."""


@dataclass(frozen=True)
class Sample:
    """What one real family will read."""

    kinds: tuple[SampleKind, ...]
    """Every reason for which it is shown."""
    phone_id: int
    e164: str
    children: tuple[str, ...]
    language: str | None
    body: str
    segments: int
    due_at: datetime


@dataclass(frozen=True)
class Unreached:
    """A family that gets no text."""

    why: LeftOut
    phone_id: int | None
    children: tuple[int, ...]
    """The ids of the students."""


@dataclass
class ThisWeek:
    """What else the same families are texted in the week in which it leaves, sent or waiting in the outbox."""

    texts: Counter[MessageKind] = field(default_factory=Counter)
    families: Counter[int] = field(default_factory=Counter)
    """By the number of other texts they get, how many families."""


@dataclass
class Preview:
    """A broadcast as it would leave."""

    families: int = 0
    samples: list[Sample] = field(default_factory=list)
    load: Load = field(default_factory=Load)
    """Texts and segments by language."""
    unreached: list[Unreached] = field(default_factory=list)
    seconds: float = 0.0
    """How long the lines take for all of it, at their rate."""
    this_week: ThisWeek = field(default_factory=ThisWeek)
    ahead: list[Broadcast] = field(default_factory=list)
    """Other broadcasts that are to leave within a week of it."""
    later: int = 0
    """So many families get it later than the others, in hours of their own."""

    @property
    def left_out(self) -> Counter[LeftOut]:
        return Counter(one.why for one in self.unreached)


def preview(
    session: Session, school: School, broadcast: Broadcast, *, post: BroadcastPost, now: datetime
) -> Preview:
    """Of a broadcast that has families. Without words that could go out there are no samples and no load."""
    selection = Selection.from_json(broadcast.audience)
    homes = homes_among(session, school, selection, None, guests=post.guests)
    found = [
        one
        for page in _pages([*homes])
        for one in prospects_of(session, school, broadcast, {phone: homes[phone] for phone in page}, now=now)
    ]
    reached = [one for one in found if one.obstacle is None]
    shown = Preview(families=len(found))
    shown.unreached = [
        Unreached(one.obstacle, one.phone_id, one.student_ids) for one in found if one.obstacle is not None
    ]
    for children in homes_without_number(session, school, selection):
        shown.families += 1
        shown.unreached.append(Unreached(LeftOut.NO_NUMBER, None, tuple(children)))
    begins_at = min((one.due_at for one in reached), default=now)
    shown.later = sum(one.due_at > begins_at for one in reached)
    shown.this_week = _this_week(session, school, reached, begins_at)
    shown.ahead = _ahead(session, school, broadcast, begins_at)
    if (letters := _letters(school, broadcast, reached, post)) is not None:
        for letter in letters:
            shown.load.add(letter.prospect.language, 1, letter.segments)
        shown.samples = _samples(letters)
        shown.seconds = _seconds(session, school, broadcast, letters, post=post)
    return shown


@dataclass(frozen=True, slots=True)
class _Letter:
    prospect: Prospect
    body: str
    segments: int


def _letters(
    school: School, broadcast: Broadcast, reached: Iterable[Prospect], post: BroadcastPost
) -> list[_Letter] | None:
    """What each of them reads; None where the words are not ready to go out."""
    try:
        check_words(broadcast, school, post.catalog)
    except Invalid:
        return None
    wordings = Wordings(broadcast, school, post.catalog)
    sizes: dict[str, int] = {}
    letters = []
    for one in reached:
        body = clean_body(for_readers(wordings.of(one.children, is_first=one.is_first), one.language))
        if body not in sizes:
            sizes[body] = measure(body).segments if broadcast.picture_id is None else WITH_PICTURE
        letters.append(_Letter(one, body, sizes[body]))
    return letters


def _samples(letters: Sequence[_Letter]) -> list[Sample]:
    """One family for each reason there is to look, and no family twice."""
    chosen: dict[SampleKind | str, _Letter] = {}
    for letter in letters:
        for reason in _reasons(letter.prospect):
            chosen.setdefault(reason, letter)
    named = [letter for letter in letters if letter.prospect.children]
    if named:
        chosen[SampleKind.LONGEST_NAME] = max(named, key=lambda letter: _length_of_names(letter.prospect))
    kinds: dict[int, list[SampleKind]] = defaultdict(list)
    for reason, letter in chosen.items():
        kinds[letter.prospect.phone_id].append(
            reason if isinstance(reason, SampleKind) else SampleKind.LANGUAGE
        )
    letter_of = {letter.prospect.phone_id: letter for letter in chosen.values()}
    return [_sample(letter_of[phone], why) for phone, why in kinds.items()]


def _reasons(one: Prospect) -> Iterator[SampleKind | str]:
    """A language stands for itself."""
    if len(one.children) > 1:
        yield SampleKind.TWO_CHILDREN
    yield one.language or SampleKind.EVERY_LANGUAGE
    if one.is_first:
        yield SampleKind.FIRST_TIME
    if not one.children:
        yield SampleKind.NO_CHILD


def _length_of_names(one: Prospect) -> int:
    return sum(map(len, one.children))


def _sample(letter: _Letter, kinds: Iterable[SampleKind]) -> Sample:
    one = letter.prospect
    return Sample(
        kinds=tuple(kind for kind in SampleKind if kind in kinds),
        phone_id=one.phone_id,
        e164=one.e164,
        children=one.children,
        language=one.language,
        body=letter.body,
        segments=letter.segments,
        due_at=one.due_at,
    )


def _seconds(
    session: Session, school: School, broadcast: Broadcast, letters: Sequence[_Letter], *, post: BroadcastPost
) -> float:
    """Lines send side by side: it takes as long as the one that has most to send."""
    lines = session.scalars(
        select(PhoneLine).where(PhoneLine.school_id == school.id).order_by(PhoneLine.id)
    ).all()
    rates = {line.id: line.segments_per_second for line in lines}
    kept_free = [line.id for line in lines if line.purpose is LinePurpose.EMERGENCIES and not line.paused_at]
    segments: Counter[int] = Counter()
    if broadcast.is_emergency and kept_free:
        segments[kept_free[0]] = sum(letter.segments for letter in letters)
    else:
        for page in _pages(letters):
            placed = _line_of(session, school, broadcast, [letter.prospect for letter in page], post)
            for letter in page:
                segments[placed[letter.prospect.phone_id]] += letter.segments
    return max((count / rates[line] for line, count in segments.items()), default=0.0)


def _line_of(
    session: Session, school: School, broadcast: Broadcast, page: Sequence[Prospect], post: BroadcastPost
) -> Mapping[int, int]:
    places = places_of(session, school, broadcast, page, post=post)
    lines = lines_of_threads(session, school.id, places.values())
    return {phone: line for (phone, _), line in lines.items()}


def _this_week(session: Session, school: School, reached: Iterable[Prospect], moment: datetime) -> ThisWeek:
    begins, ends = week_span(school, moment.astimezone(school.zone).date())
    message = cast("Table", Message.__table__)
    week = ThisWeek()
    for page in _pages([one.phone_id for one in reached]):
        rows = session.execute(
            select(message.c.phone_number_id, message.c.kind, func.count())
            .where(
                message.c.phone_number_id.in_(page),
                message.c.direction == Direction.OUT,
                message.c.kind.in_(_CROWDS),
                message.c.due_at >= begins,
                message.c.due_at < ends,
                message.c.status.not_in(ENDED_UNSENT),
            )
            .group_by(message.c.phone_number_id, message.c.kind)
        )
        others: Counter[int] = Counter()
        for phone, kind, count in rows:
            week.texts[kind] += count
            others[phone] += count
        week.families.update(others[phone] for phone in page)
    return week


def _pages(everything: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many at once as one statement should name."""
    return (everything[start : start + AT_ONCE] for start in range(0, len(everything), AT_ONCE))


def _ahead(session: Session, school: School, broadcast: Broadcast, moment: datetime) -> list[Broadcast]:
    near = Broadcast.send_at.between(moment - NEAR, moment + NEAR)
    return list(
        session.scalars(
            select(Broadcast)
            .where(
                Broadcast.school_id == school.id,
                Broadcast.id != broadcast.id,
                Broadcast.state.in_(_IS_AHEAD),
                near | Broadcast.send_at.is_(None),
            )
            .order_by(Broadcast.send_at, Broadcast.id)
        )
    )
