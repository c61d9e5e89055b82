"""Whom an event may be for, and how many families that is: by language, and how many of them cannot be texted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consent.standing import CLEAR, Standing, standings
from app.dashboard.events.fields import EventTyped
from app.dashboard.fields import whole_number
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.events.mailing import LeftOut
from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.inbox.queries import Sight
from app.joining.sight import groups_seen_by
from app.roster.audience import Audience, AudienceKind, check_audience
from app.roster.group import Group
from app.roster.homes import UNREACHABLE, homes_of_audience
from app.roster.language import known_languages
from app.roster.phone_number import PhoneNumber
from app.roster.section import Section
from app.roster.student import Student
from app.schools.school import School
from app.sms.languages import family_languages
from app.staff.permissions import may_invite_whole_school


@dataclass(frozen=True)
class Choice:
    """One mark by which students may be chosen."""

    value: str
    name: str


@dataclass(frozen=True)
class Choices:
    """Whom this person may invite."""

    sections: list[Choice]
    grades: list[Choice]
    groups: list[Choice]
    is_wide: bool
    """Whether they may invite beyond their own classes."""


@dataclass(frozen=True)
class Unreached:
    """A family that cannot be texted now."""

    phone_number_id: int
    reason: LeftOut


@dataclass(frozen=True)
class Reach:
    """What an audience comes to."""

    by_language: dict[str | None, int]
    """So many phones can be texted in it; None for those that are texted in every language."""
    unreached: list[Unreached]

    @property
    def reached(self) -> int:
        return sum(self.by_language.values())

    @property
    def families(self) -> int:
        return self.reached + len(self.unreached)

    @property
    def reasons(self) -> Counter[LeftOut]:
        return Counter(each.reason for each in self.unreached)

    def language_lines(self, reader: Reader) -> list[tuple[str, int]]:
        """The languages in their own order, and last those who are texted in all of them."""
        lines = [(reader.language_name(code), self.by_language.get(code, 0)) for code in family_languages()]
        every = reader.listed([reader.language_name(code) for code in family_languages()])
        return [line for line in (*lines, (every, self.by_language.get(None, 0))) if line[1]]


def choices_of(session: Session, staff: SignedIn, sight: Sight) -> Choices:
    """The classes of their own inboxes; for those who may invite anybody, all that the school has."""
    is_wide = may_invite_whole_school(staff.person)
    here = Section.school_id == staff.school.id
    own = {inbox.section_id for inbox in sight.inboxes.values() if inbox.id in sight.member_of}
    sections = session.scalars(
        select(Section).where(here if is_wide else here & Section.id.in_(own)).order_by(Section.name)
    )
    found = Choices([Choice(str(one.id), one.name) for one in sections], [], [], is_wide)
    if is_wide:
        grades = session.scalars(
            select(Student.grade)
            .distinct()
            .where(Student.school_id == staff.school.id, Student.left_at.is_(None), Student.grade != "")
            .order_by(Student.grade)
        )
        groups = session.scalars(
            select(Group)
            .where(Group.school_id == staff.school.id, groups_seen_by(staff.person))
            .order_by(Group.name)
        )
        found.grades.extend(Choice(grade, grade) for grade in grades)
        found.groups.extend(Choice(str(group.id), group.name) for group in groups)
    return found


def audience_of(session: Session, staff: SignedIn, choices: Choices, typed: EventTyped) -> Audience:
    """What was chosen. Raises Invalid for nothing, Forbidden for more than this person may invite."""
    if typed.audience_kind not in set(AudienceKind):
        raise Invalid(_l("Choose whom you invite."))
    kind = AudienceKind(typed.audience_kind)
    if kind is not AudienceKind.SCHOOL and not typed.chosen:
        raise Invalid(_l("Choose whom you invite."))
    if not choices.is_wide and not (
        kind is AudienceKind.SECTIONS and set(typed.chosen) <= {choice.value for choice in choices.sections}
    ):
        raise Forbidden(_l("Only the office and the principal invite beyond their own classes."))
    if kind is AudienceKind.GRADES:
        return Audience(kind, typed.chosen)
    ids = tuple(each for each in map(whole_number, typed.chosen) if each is not None)
    if len(ids) != len(typed.chosen):
        raise Invalid(_l("Choose whom you invite."))
    if kind is AudienceKind.GROUPS and not set(ids) <= {int(choice.value) for choice in choices.groups}:
        raise NotFound(_l("There is no such class or group."))  # a counselor's, of which nobody else knows
    audience = Audience(kind, ids)
    check_audience(session, staff.school, audience)
    return audience


def reach_of(session: Session, school: School, audience: Audience) -> Reach:
    """The families of the audience as they could be texted now."""
    return reach_of_phones(session, school, homes_of_audience(session, school, audience))


def reach_of_phones(session: Session, school: School, phones: Iterable[int]) -> Reach:
    """Each phone counts once: in its language, or with the reason why no text goes to it."""
    is_wanted = PhoneNumber.id.in_(set(phones))
    numbers = session.scalars(select(PhoneNumber).where(is_wanted)).all()
    languages = known_languages(session, is_wanted)
    standing = standings(session, [(school.id, number.e164) for number in numbers])
    by_language: Counter[str | None] = Counter()
    unreached = []
    for number in numbers:
        reason = _why_not(number, standing.get((school.id, number.e164), CLEAR))
        if reason:
            unreached.append(Unreached(number.id, reason))
        else:
            by_language[languages[number.id].language] += 1
    return Reach(by_language, unreached)


def _why_not(number: PhoneNumber, now: Standing) -> LeftOut | None:
    if now.opt_out is not None:
        return LeftOut.STOPPED
    if now.review is not None:
        return LeftOut.IN_REVIEW
    return LeftOut.UNREACHABLE if number.health in UNREACHABLE else None
