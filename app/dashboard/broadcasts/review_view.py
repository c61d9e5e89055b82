"""The last look at an announcement: what real families read, who gets none, what it takes, and what it still needs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.planning.needs import (
    Awaits,
    Need,
    Step,
    awaited,
    can_agree,
    can_check,
    missing,
    must_type_count,
)
from app.broadcasts.planning.preview import Preview, Sample, SampleKind, ThisWeek, preview
from app.broadcasts.planning.release import facts_of
from app.broadcasts.sending.post import BroadcastPost
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.list_view import state_mark
from app.dashboard.broadcasts.not_sent_view import Named, NotSent, not_sent_of
from app.dashboard.broadcasts.to_check_view import ToCheck, to_check
from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.text_size import Price, size_words, size_words_with_picture
from app.foundation.i18n import _l
from app.messages.message import MessageKind
from app.messages.outgoing_pictures import AddressedPicture, addresses_of
from app.roster.queries import Family, families_of
from app.sms.languages import family_languages
from app.sms.phone_number import display
from app.sms.segments import WITH_PICTURE

A_MINUTE = 60

SAMPLES = {
    SampleKind.TWO_CHILDREN: _l("several children on one phone"),
    SampleKind.LANGUAGE: _l("reads %(language)s"),
    SampleKind.EVERY_LANGUAGE: _l("nobody knows what it reads, so it gets every language"),
    SampleKind.LONGEST_NAME: _l("the longest names"),
    SampleKind.FIRST_TIME: _l("its first text from the school, which says how to stop"),
    SampleKind.NO_CHILD: _l("told for itself, without a child"),
}
"""Why a family is shown."""

WAITS_FOR = {
    Awaits.CHECK: _l("somebody who reads both languages, to check the machine translation"),
    Awaits.SECOND_PERSON: _l("a second person, to agree to it"),
}

PAGES = {Step.KIND: "who", Step.WHO: "who", Step.WHAT: "what", Step.WHEN: "when"}


@dataclass(frozen=True)
class Lack:
    """Something that is to be seen to before it may leave."""

    words: str
    url: str


@dataclass(frozen=True)
class Bubble:
    """What one real family reads."""

    family: str
    why: str
    language: str | None
    language_name: str
    body: str
    size: str
    later: str
    """When it gets it, where that is later than the others."""


@dataclass(frozen=True)
class CostLine:
    """What one language takes."""

    name: str
    texts: int
    segments: int
    cost: str


@dataclass(frozen=True)
class Review:
    """The page."""

    mark: Mark
    lacks: list[Lack]
    families: int
    bubbles: list[Bubble]
    costs: list[CostLine]
    total: CostLine
    takes: str
    not_sent: list[NotSent]
    not_sent_count: int
    this_week: list[str]
    near: list[Named]
    later: int
    waits_for: list[str]
    """Whom it waits for, or would wait for."""
    must_type: bool
    lacks_reason: bool
    """It is an emergency, and a second person must agree unless its sender says why it cannot wait."""
    to_check: list[ToCheck]
    may_agree: bool
    picture: AddressedPicture | None

    @property
    def reached(self) -> int:
        return self.families - self.not_sent_count

    @property
    def at_once(self) -> int:
        """So many get a text when it leaves, and not later in hours of their own."""
        return self.reached - self.later


def look_at_review(
    session: Session, staff: SignedIn, eyes: Eyes, broadcast: Broadcast, post: BroadcastPost, price: Price
) -> Review:
    """Nothing is planned or sent by looking."""
    reader, school = staff.reader, staff.school
    seen = preview(session, school, broadcast, post=post, now=staff.now) if broadcast.audience else Preview()
    is_draft = broadcast.state is BroadcastState.DRAFT
    facts = facts_of(session, school, broadcast, post=post, now=staff.now)
    needs = missing(broadcast, facts, by=staff.person, now=staff.now)
    awaits = awaited(school, broadcast, families=seen.families, by=staff.person if is_draft else None)
    costs = [*_costs(reader, seen, price, with_picture=broadcast.picture_id is not None)]
    segments = sum(seen.load.segments.values())
    pictures = addresses_of(session, [broadcast.picture_id] if broadcast.picture_id else [])
    return Review(
        mark=state_mark(reader, broadcast),
        lacks=[_lack(reader, broadcast, need) for need in needs],
        families=seen.families,
        bubbles=_bubbles(session, staff, broadcast, seen, price),
        costs=costs,
        total=CostLine(
            reader.gettext(_l("Together")),
            seen.load.count,
            segments,
            _cost(price, seen.load.count, segments, with_picture=broadcast.picture_id is not None),
        ),
        takes=_takes(reader, seen.seconds),
        not_sent=not_sent_of(session, staff, eyes, seen.unreached),
        not_sent_count=len(seen.unreached),
        this_week=[*_this_week(reader, seen.this_week)],
        near=[_near(reader, eyes, other) for other in seen.ahead],
        later=seen.later,
        waits_for=[reader.gettext(WAITS_FOR[one]) for one in sorted(awaits)],
        must_type=must_type_count(school, seen.families),
        lacks_reason=is_draft
        and broadcast.is_emergency
        and not broadcast.is_drill
        and Awaits.SECOND_PERSON in awaits,
        to_check=to_check(reader, broadcast) if _checks(staff, broadcast, awaits) else [],
        may_agree=broadcast.state is BroadcastState.SUBMITTED
        and Awaits.SECOND_PERSON in awaits
        and can_agree(broadcast, staff.person),
        picture=pictures.get(broadcast.picture_id or 0),
    )


def _checks(staff: SignedIn, broadcast: Broadcast, awaits: Iterable[Awaits]) -> bool:
    is_submitted = broadcast.state is BroadcastState.SUBMITTED
    return is_submitted and Awaits.CHECK in awaits and can_check(broadcast, staff.person)


def _lack(reader: Reader, broadcast: Broadcast, need: Need) -> Lack:
    return Lack(reader.say(need.sentence, need.values), f"/announcements/{broadcast.id}/{PAGES[need.step]}")


def _bubbles(
    session: Session, staff: SignedIn, broadcast: Broadcast, seen: Preview, price: Price
) -> list[Bubble]:
    reader = staff.reader
    families = families_of(session, staff.school, {sample.phone_id for sample in seen.samples})
    first = min((sample.due_at for sample in seen.samples), default=staff.now)
    every = reader.listed([reader.language_name(code) for code in family_languages()])
    sized = size_words_with_picture if broadcast.picture_id is not None else size_words
    return [
        Bubble(
            _name(staff, families.get(sample.phone_id, Family()), sample),
            _why(reader, sample),
            sample.language,
            reader.language_name(sample.language) if sample.language else every,
            sample.body,
            sized(reader, sample.body, price),
            reader.when(sample.due_at) if sample.due_at > first else "",
        )
        for sample in seen.samples
    ]


def _name(staff: SignedIn, family: Family, sample: Sample) -> str:
    """By the children of whom it is told, since others may live there too."""
    children = staff.reader.listed(list(sample.children))
    guardians = staff.reader.listed([guardian.name for guardian in family.guardians])
    if not children:
        return guardians or display(sample.e164, staff.school.region)
    return f"{children} ({guardians})" if guardians else children


def _why(reader: Reader, sample: Sample) -> str:
    named = {"language": reader.language_word(sample.language) if sample.language else ""}
    return " · ".join(reader.say(SAMPLES[kind], named) for kind in sample.kinds)


def _costs(reader: Reader, seen: Preview, price: Price, *, with_picture: bool) -> Iterator[CostLine]:
    for language, texts in seen.load.texts.most_common():
        segments = seen.load.segments[language]
        every = reader.gettext(_l("Every language in one text, or not known"))
        name = reader.language_name(language) if language else every
        yield CostLine(name, texts, segments, _cost(price, texts, segments, with_picture=with_picture))


def _cost(price: Price, texts: int, segments: int, *, with_picture: bool) -> str:
    if with_picture:
        return price.of_texts(texts * WITH_PICTURE, pictures=texts)
    return price.of_segments(segments)


def _takes(reader: Reader, seconds: float) -> str:
    """As in "about 7 minutes"."""
    if not seconds:
        return ""
    minutes = ceil(seconds / A_MINUTE)
    if minutes <= 1:
        return reader.gettext(_l("within a minute"))
    return reader.ngettext("about %(num)s minute", "about %(num)s minutes", minutes)


def _this_week(reader: Reader, week: ThisWeek) -> Iterator[str]:
    """Who else texts the same families."""
    if not week.texts:
        yield reader.gettext(_l("Nobody else texts these families that week."))
        return
    several = reader.listed([_crowd(reader, kind, count) for kind, count in week.texts.most_common()])
    yield reader.say(_l("They also get, that week: %(several)s."), {"several": several})
    most = max(week.families)
    count = week.families[most]
    yield reader.say(
        _l("At most %(most)s other texts reach one phone (%(families)s)."),
        {"most": most, "families": reader.ngettext("%(num)s family", "%(num)s families", count)},
    )


def _crowd(reader: Reader, kind: MessageKind, count: int) -> str:
    """As in "3 ideas"."""
    match kind:
        case MessageKind.TIP:
            return reader.ngettext("%(num)s idea", "%(num)s ideas", count)
        case MessageKind.EVENT:
            return reader.ngettext("%(num)s text about an event", "%(num)s texts about events", count)
        case MessageKind.EMERGENCY:
            return reader.ngettext("%(num)s emergency text", "%(num)s emergency texts", count)
        case _:
            return reader.ngettext("%(num)s announcement", "%(num)s announcements", count)


def _near(reader: Reader, eyes: Eyes, other: Broadcast) -> Named:
    """What is out of sight keeps its name to itself."""
    is_seen = other.inbox_id in eyes.reach.inbox_ids or eyes.reach.is_whole_school
    is_seen = is_seen or other.author_id == eyes.reach.person.id
    when = reader.when(other.send_at) if other.send_at else reader.gettext(_l("waits for a colleague"))
    if not is_seen:
        return Named(f"{reader.gettext(_l('An announcement of another team'))} ({when})", "")
    return Named(f"{other.title} ({when})", f"/announcements/{other.id}/review")
