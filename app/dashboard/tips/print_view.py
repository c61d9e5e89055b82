"""A year of tips on paper: every language of families side by side, as for a folder or a wall."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.tips.words import CHILD, long_day
from app.foundation.i18n import _l
from app.sms.languages import family_languages
from app.tips.queries import CalendarWeek, track_calendar
from app.tips.track import Tip, Track

YOUR_CHILD = _l("your child")
_BEGINS = re.compile(r"(?:^|(?<=[.!?¡¿\"] )|(?<=[¡¿\"]))" + re.escape(CHILD))


@dataclass(frozen=True)
class Sheet:
    """What stands on paper, by language."""

    languages: tuple[str, ...]
    titles: dict[str, str]
    weeks: list["PrintedWeek"]
    left_out: int
    """Texts that are skipped or blocked, which no family gets."""


@dataclass(frozen=True)
class PrintedWeek:
    """A week with the texts that families get."""

    headings: dict[str, str]
    topics: dict[str, str]
    texts: list[dict[str, str]]


def print_of(session: Session, staff: SignedIn, track: Track) -> Sheet:
    weeks = track_calendar(session, staff.school, track, now=staff.now)
    going = {week.number: [text.tip for text in week.texts if _goes(text.tip)] for week in weeks}
    return Sheet(
        family_languages(),
        {language: track.title.get(language, "") for language in family_languages()},
        [_printed(staff.reader, week, going[week.number]) for week in weeks if going[week.number]],
        sum(len(week.texts) - len(going[week.number]) for week in weeks),
    )


def _goes(tip: Tip) -> bool:
    return tip.skipped_at is None and not tip.is_blocked


def _printed(reader: Reader, week: CalendarWeek, tips: Sequence[Tip]) -> PrintedWeek:
    readers = {language: replace(reader, language=language) for language in family_languages()}
    return PrintedWeek(
        {language: _heading(one, week.number, week.monday) for language, one in readers.items()},
        {language: tips[0].topic.get(language, "") for language in readers},
        [{language: _words(tip, one) for language, one in readers.items()} for tip in tips],
    )


def _heading(reader: Reader, number: int, monday: date | None) -> str:
    words = reader.say(_l("Week %(number)s"), {"number": number})
    return f"{words} · {long_day(monday, reader.language)}" if monday else words


def _words(tip: Tip, reader: Reader) -> str:
    """With "your child" where the name of each child will stand."""
    wording = tip.wording(reader.language)
    child = reader.gettext(YOUR_CHILD)
    said = _BEGINS.sub(child[:1].upper() + child[1:], wording.words if wording else "")
    return said.replace(CHILD, child)
