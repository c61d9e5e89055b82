"""Playing as a child: what its family will read in the coming weeks, in each language, on the day and at the hour."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.fields import AskedWords, MaybeId
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.session import CurrentStaff, SignedIn
from app.dashboard.tips.view import TrackCard, seen_children, track_cards
from app.dashboard.tips.words import lack_words
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.roster.student import Student
from app.schools.school_calendar import find_calendar
from app.sms.languages import family_languages
from app.tips.grades import grade_of
from app.tips.queries import PlayedText, play, tracks_of

FEW_WEEKS, MANY_WEEKS = 2, 12

router = APIRouter()


@dataclass(frozen=True)
class PlayedLine:
    """One text on a phone."""

    tip_id: int
    day: str
    hour: str
    words: str
    """Empty for a text that nobody gets as it is."""
    lacks: str


@dataclass(frozen=True)
class Phone:
    """A phone that is texted in one language."""

    language: str
    name: str
    lines: list[PlayedLine]


@dataclass(frozen=True)
class Played:
    """What the family of a child gets."""

    child: Student
    track: TrackCard | None
    """None where the child's grade has no tips."""
    phones: list[Phone]
    has_calendar: bool


@router.get("/tips/play")
def play_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    *,
    student: MaybeId = None,
    weeks: AskedWords = "",
) -> Response:
    """Children of one's own classes; for those who arrange tips, all of the school."""
    many = weeks == "many"
    with parts.database.reading() as session:
        children = seen_children(session, staff)
        child = next((one for one in children if one.id == student), None)
        if student is not None and child is None:
            raise NotFound(_l("There is no such child in your classes."))
        played = _played(session, parts, staff, child, MANY_WEEKS if many else FEW_WEEKS) if child else None
    return framed_page(
        request,
        parts,
        staff,
        "tip_play.html",
        children=children,
        chosen=child.id if child else None,
        played=played,
        is_many=many,
    )


def _played(session: Session, parts: Parts, staff: SignedIn, child: Student, weeks: int) -> Played:
    school, now = staff.school, staff.now
    grade = grade_of(child.grade)
    track = next((track for track in tracks_of(session, school) if grade in track.grades), None)
    texts = play(session, school, child, weeks=weeks, catalog=parts.catalog, now=now)
    return Played(
        child,
        track_cards(session, staff, [track])[0] if track else None,
        [
            Phone(
                language,
                staff.reader.language_name(language),
                [_line(staff, text, language) for text in texts],
            )
            for language in family_languages()
        ],
        find_calendar(session, school, now.astimezone(school.zone).date()) is not None,
    )


def _line(staff: SignedIn, text: PlayedText, language: str) -> PlayedLine:
    reader, tip = staff.reader, text.tip
    return PlayedLine(
        tip.id,
        reader.day(text.due_at),
        reader.clock(text.due_at),
        text.texts.get(language, ""),
        lack_words(reader, tip.missing, tip.unapproved),
    )
