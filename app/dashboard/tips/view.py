"""All tips of a school at a glance: its tracks, what is blocked, what did not go, and who gets none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy.orm import Session

from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.tips.words import (
    STEPS,
    WHY,
    clock_words,
    in_reader_language,
    lack_words,
    month_day,
    short_day,
)
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.queries import sight_of
from app.roster.student import Student
from app.schools.school_calendar import find_calendar
from app.staff.permissions import may_arrange_tips
from app.staff.queries import colleagues
from app.tips.curriculum import Band, Curriculum
from app.tips.grades import age_of
from app.tips.not_gone import LeftOut, left_out
from app.tips.queries import (
    BlockedTip,
    blocked_tips,
    children,
    students_without_tips,
    tracks_of,
)
from app.tips.track import Track

WEEKS_AHEAD = 6
LOOK_BACK = timedelta(weeks=2)
MOST_LINES = 60


@dataclass(frozen=True)
class TrackCard:
    """How a track stands."""

    id: int
    title: str
    grades: str
    is_running: bool
    standing: str
    sent_at: str


@dataclass(frozen=True)
class BandCard:
    """Tips that came with Puente and that the school has not opened yet."""

    id: str
    title: str
    grades: str


@dataclass(frozen=True)
class BlockedLine:
    """A text that nobody will get as it is."""

    tip_id: int
    track: str
    week: int
    monday: str
    what: str
    lacks: str


@dataclass(frozen=True)
class LeftOutLine:
    """So many phones did not get a text, and why."""

    tip_id: int
    day: str
    what: str
    why: str
    phones: int


@dataclass(frozen=True)
class TipsView:
    """Everything on the first page of tips."""

    tracks: list[TrackCard]
    bands: list[BandCard]
    blocked: list[BlockedLine]
    left_out: list[LeftOutLine]
    is_cut: bool
    """More did not go than the page lists."""
    without: list[Student]
    is_all_children: bool
    """Else only those of the reader's own classes."""
    has_calendar: bool


def look_at_tips(session: Session, staff: SignedIn) -> TipsView:
    reader, school, now = staff.reader, staff.school, staff.now
    tracks = sorted(tracks_of(session, school), key=lambda track: min(map(age_of, track.grades)))
    titles = {track.id: in_reader_language(reader, track.title) for track in tracks}
    lines = left_out(session, school, since=now - LOOK_BACK, now=now, limit=MOST_LINES + 1)
    mine = {child.id for child in seen_children(session, staff)}
    opened = {track.band for track in tracks}
    return TipsView(
        tracks=track_cards(session, staff, tracks),
        bands=[_band(reader, band) for band in bands() if band.id not in opened],
        blocked=[
            _blocked(reader, line) for line in blocked_tips(session, school, weeks_ahead=WEEKS_AHEAD, now=now)
        ],
        left_out=[_left_out(reader, line, titles) for line in lines[:MOST_LINES]],
        is_cut=len(lines) > MOST_LINES,
        without=[child for child in students_without_tips(session, school) if child.id in mine],
        is_all_children=may_arrange_tips(staff.person),
        has_calendar=find_calendar(session, school, now.astimezone(school.zone).date()) is not None,
    )


def track_cards(session: Session, staff: SignedIn, tracks: Sequence[Track]) -> list[TrackCard]:
    reader = staff.reader
    acted = {who for track in tracks for who in (track.held_by, track.opened_by) if who is not None}
    names = {who: person.name for who, person in colleagues(session, staff.school, acted).items()}
    return [
        TrackCard(
            track.id,
            in_reader_language(reader, track.title),
            _grades(reader, track.grades),
            track.is_running,
            _standing(reader, track, names),
            clock_words(track.sent_at, reader),
        )
        for track in tracks
    ]


def seen_children(session: Session, staff: SignedIn) -> list[Student]:
    """All of the school for those who arrange tips, else the children of one's own classes."""
    if may_arrange_tips(staff.person):
        return children(session, staff.school)
    inboxes = sight_of(session, staff.school, staff.person).inboxes.values()
    sections = {inbox.section_id for inbox in inboxes if inbox.section_id is not None}
    return children(session, staff.school, sections=sections)


@cache
def shipped() -> Curriculum:
    """What comes with Puente; its files are read once."""
    return Curriculum.load()


def bands() -> list[Band]:
    """Those for the youngest first."""
    return sorted(shipped().bands, key=lambda band: min(map(age_of, band.grades)))


def get_band(band_id: str) -> Band:
    found = next((band for band in bands() if band.id == band_id), None)
    if found is None:
        raise NotFound(_l("There are no such tips."))
    return found


def _standing(reader: Reader, track: Track, names: Mapping[int, str]) -> str:
    if track.held_at is None:
        when = {"when": reader.when(track.running_since)} if track.running_since else {}
        return reader.say(_l("Running since %(when)s"), when)
    values = {
        "who": names.get(track.held_by or 0, reader.gettext(_l("the school"))),
        "when": reader.when(track.held_at),
    }
    if track.running_since is None:
        return reader.say(_l("Not started yet. Opened for review by %(who)s, %(when)s"), values)
    return reader.say(_l("Held by %(who)s, %(when)s: nothing of it leaves"), values)


def _grades(reader: Reader, grades: Sequence[str]) -> str:
    return reader.listed(sorted(grades, key=age_of))


def _band(reader: Reader, band: Band) -> BandCard:
    return BandCard(band.id, in_reader_language(reader, dict(band.title)), _grades(reader, [*band.grades]))


def _blocked(reader: Reader, line: BlockedTip) -> BlockedLine:
    tip = line.tip
    return BlockedLine(
        tip.id,
        in_reader_language(reader, line.track.title),
        tip.week,
        month_day(line.monday, reader.language),
        f"{in_reader_language(reader, tip.topic)} · {reader.gettext(STEPS[tip.step])}",
        lack_words(reader, line.missing, line.unapproved),
    )


def _left_out(reader: Reader, line: LeftOut, titles: Mapping[int, str]) -> LeftOutLine:
    tip = line.tip
    what = f"{in_reader_language(reader, tip.topic)} · {reader.gettext(STEPS[tip.step])}"
    return LeftOutLine(
        tip.id,
        short_day(line.day, reader.language),
        f"{titles.get(tip.track_id, '')}: {what}",
        reader.gettext(WHY[line.reason]),
        line.phones,
    )
