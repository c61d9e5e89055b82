"""The words by which families join groups: ROBOTS, after JOIN or UNIRME. Each stands for one group, and runs out."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.foundation.errors import Conflict, Invalid
from app.foundation.i18n import _l
from app.roster.group import Group, GroupPhone
from app.schools.school import School
from app.schools.school_calendar import LAST_DAY, find_calendar
from app.sms.keywords import is_carrier_word, is_courtesy, normalise, read_keyword
from app.sms.languages import language_files

SHORTEST_WORD, LONGEST_WORD = 3, 20
USUALLY_LASTS = timedelta(days=180)
"""Where the school has not told when its year ends."""


def usual_last_day(session: Session, school: School, today: date) -> date:
    """The last day of the school year: what hangs on a wall is forgotten there."""
    calendar = find_calendar(session, school, today)
    return calendar.last_day_on if calendar else today + USUALLY_LASTS


def give_join_word(
    session: Session, school: School, group: Group, word: str, last_day: date, *, now: datetime
) -> None:
    """Families join the group by this word until the end of that day, and by no other.

    A word that has run out elsewhere may be given anew. Raises Invalid for one that cannot be texted or means something
    already, Conflict for that of another group.
    """
    clean = normalise(word)
    if not (clean.isalnum() and SHORTEST_WORD <= len(clean) <= LONGEST_WORD):
        raise Invalid(
            _l("One word of %(least)s to %(most)s letters or digits, please."),
            least=SHORTEST_WORD,
            most=LONGEST_WORD,
        )
    if is_carrier_word(clean) or is_courtesy(clean) or _opens_a_keyword(clean):
        raise Invalid(_l("This word means something else in a text already. Please take another."))
    if not now.astimezone(school.zone).date() <= last_day <= LAST_DAY:
        raise Invalid(_l("Choose a last day that is still ahead."))
    other = session.scalar(
        select(Group).where(Group.school_id == school.id, Group.join_word == clean, Group.id != group.id)
    )
    if other is not None and _holds(other, now):
        raise Conflict(_l("Another group has this word: %(name)s"), name=other.name)
    if other is not None:
        take_join_word(session, other)
    end_of_day = datetime.combine(last_day, time(23, 59, 59), school.zone)
    group.join_word, group.join_until = clean, end_of_day
    session.flush()


def take_join_word(session: Session, group: Group) -> None:
    """Nobody joins it by text any more."""
    group.join_word = group.join_until = None
    session.flush()


def is_any_group_joined_by_text(session: Session, school_id: int) -> bool:
    """Whether the school has ever let families join one so: at all others JOIN is a word like any other."""
    return bool(
        session.scalar(select(exists().where(Group.school_id == school_id, Group.join_word.is_not(None))))
    )


def find_group_to_join(session: Session, school_id: int, word: str, *, now: datetime) -> Group | None:
    """The group that families join by this word today."""
    group = _find_by_word(session, school_id, word)
    return group if group is not None and _holds(group, now) else None


def find_group_to_leave(session: Session, school_id: int, word: str, phone_number_id: int) -> Group | None:
    """The group whose word it is or was; else the one of this name, in which the phone is."""
    group = _find_by_word(session, school_id, word)
    if group is not None:
        return group
    theirs = session.scalars(
        select(Group)
        .join(GroupPhone, GroupPhone.group_id == Group.id)
        .where(Group.school_id == school_id, GroupPhone.phone_number_id == phone_number_id)
    )
    return next((one for one in theirs if normalise(one.name) == word), None)


def _find_by_word(session: Session, school_id: int, word: str) -> Group | None:
    return session.scalar(select(Group).where(Group.school_id == school_id, Group.join_word == word))


def _holds(group: Group, now: datetime) -> bool:
    return group.join_until is not None and now <= group.join_until


def _opens_a_keyword(word: str) -> bool:
    """Whether words would be left out of what a family texts: JOIN THE asks for nothing."""
    openings = [opening for spoken in language_files() for opening in spoken.join[:1]]
    return any(read_keyword(f"{opening} {word}") is None for opening in openings)
