"""What families make of a track: what is tried most, and after what they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.tips.words import LEAVING, SIGNS, STEPS, in_reader_language
from app.foundation.i18n import _l
from app.tips.figures import Figures, Sign, figures
from app.tips.queries import tips_by_id
from app.tips.track import Tip, Track

A_YEAR = timedelta(days=365)
MOST_NAMED = 5


@dataclass(frozen=True)
class ResponseLine:
    """What families made of one text in one language."""

    tip_id: int
    topic: str
    step: str
    language: str
    sent: int
    count: int
    sign: str


@dataclass(frozen=True)
class TrackResponse:
    """What is tried most, and after what families leave; figures of few families are nowhere in it."""

    tried: list[ResponseLine]
    leaving: list[ResponseLine]


def response_of(session: Session, staff: SignedIn, track: Track) -> TrackResponse:
    """Of the last year."""
    found = figures(session, staff.school, track, since=staff.now - A_YEAR, until=staff.now)
    tips = tips_by_id(session, {row.tip_id for row in found})
    lines = {sign: _lines(staff.reader, found, tips, sign) for sign in SIGNS}
    leaving = [line for sign in LEAVING for line in lines[sign]]
    return TrackResponse(
        lines[Sign.TRIED][:MOST_NAMED], sorted(leaving, key=lambda line: -line.count)[:MOST_NAMED]
    )


def _lines(
    reader: Reader, found: Sequence[Figures], tips: Mapping[int, Tip], sign: Sign
) -> list[ResponseLine]:
    """The texts that were given a sign, that which was given it most first."""
    lines = [
        ResponseLine(
            row.tip_id,
            in_reader_language(reader, tips[row.tip_id].topic),
            reader.gettext(STEPS[tips[row.tip_id].step]),
            reader.language_name(row.language) if row.language else reader.gettext(_l("Every language")),
            row.sent,
            count,
            reader.gettext(SIGNS[sign]),
        )
        for row in found
        if row.sent and (count := row.signs[sign])
    ]
    return sorted(lines, key=lambda line: -line.count)
