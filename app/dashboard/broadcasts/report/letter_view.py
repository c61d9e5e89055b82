"""Letters for families that no text reached: a sheet each, in the language that the family reads."""

from dataclasses import dataclass

from babel.dates import format_date
from sqlalchemy.orm import Session

from app.broadcasts.report.lists import FamilyLine, call_list
from app.broadcasts.report.paper import Spoken, Teller
from app.dashboard.broadcasts.report.family_view import is_named
from app.dashboard.broadcasts.report.frame import Seen
from app.dashboard.session import SignedIn

MOST_LETTERS = 300
"""A browser lays out no more sheets than that in a reasonable time; those told meanwhile make room for the rest."""


@dataclass(frozen=True)
class Side:
    """The letter in one language."""

    day: str
    said: Spoken


@dataclass(frozen=True)
class Letter:
    """A sheet for one family."""

    name: str
    classes: str
    """For whoever hands it out; it stands in the corner."""
    sides: list[Side]


@dataclass(frozen=True)
class Letters:
    """A stack of sheets."""

    sheets: list[Letter]
    is_cut: bool


def look_at_letters(
    session: Session, staff: SignedIn, seen: Seen, teller: Teller, *, is_mine: bool
) -> Letters:
    """For those still to be told; or only for those of them whom the reader has taken on."""
    owner = staff.person if is_mine else None
    page = call_list(session, staff.school, seen.broadcast, owner=owner, limit=MOST_LETTERS)
    lines = [line for line in page.lines if is_named(seen, line)]
    lines.sort(key=lambda line: (line.home.classes, [child.first_name for child in line.home.children]))
    return Letters([_letter(staff, line, teller) for line in lines], bool(page.next))


def _letter(staff: SignedIn, line: FamilyLine, teller: Teller) -> Letter:
    home = line.home
    today = staff.now.astimezone(staff.school.zone).date()
    whole = [f"{child.first_name} {child.last_name}" for child in home.children]
    children = [child.first_name for child in home.children]
    return Letter(
        name=staff.reader.listed(whole) or staff.reader.listed(list(home.guardians)),
        classes=", ".join(home.classes),
        sides=[
            Side(str(format_date(today, "long", locale=said.language)), said)
            for said in teller.letter(children, line.why, line.recipient.language)
        ],
    )
