"""The flyer of a group: the words to text and the number, and a code beside them that writes the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.dashboard.flyer import FlyerWords, draw_code, flyer_line
from app.dashboard.session import SignedIn
from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.interpreting.slot_words import date_words
from app.roster.group import Group
from app.sms.catalog import DEFAULT_DIRECTORY
from app.sms.languages import language_files

WORDS_DIRECTORY = DEFAULT_DIRECTORY / "groups"


@dataclass(frozen=True)
class GroupFlyerSide:
    """The flyer in one language."""

    language: str
    says: Mapping[str, str]
    """What stands on every flyer, by name."""
    join: str
    """What a family texts: "UNIRME ROBOTS"."""
    code: Markup


@dataclass(frozen=True)
class GroupFlyer:
    """A sheet of paper."""

    sides: list[GroupFlyerSide]
    number: str


def look_at_group_flyer(session: Session, staff: SignedIn, group: Group) -> GroupFlyer:
    """Nothing on it is private: it hangs on a wall. Raises Conflict where nobody joins by a word today."""
    if group.join_word is None or group.join_until is None or group.join_until < staff.now:
        raise Conflict(_l("Nobody joins this group by text now. Give it a word first."))
    line = flyer_line(session, staff.school)
    last_day = group.join_until.astimezone(staff.school.zone).date()
    today = staff.now.astimezone(staff.school.zone).date()
    words = FlyerWords.load(WORDS_DIRECTORY)
    first, *_others = language_files()
    sides = []
    for spoken in language_files():
        # A language whose families have not been given such words yet has them text those of the first one.
        join = _texted(spoken.join or first.join, group.join_word)
        says = words.say(
            spoken.language,
            staff.school,
            leave=_texted(spoken.leave or first.leave, group.join_word),
            until=date_words(last_day, spoken.language, today=today),
        )
        # Phones disagree about what stands before the words; "?&" is understood by all of them.
        address = f"sms:{line.e164}?&body={quote(join)}"
        sides.append(GroupFlyerSide(spoken.language, says, join, draw_code(address, says["code"])))
    return GroupFlyer(sides, line.number)


def _texted(openings: tuple[str, ...], word: str) -> str:
    return f"{openings[0]} {word}".upper()
