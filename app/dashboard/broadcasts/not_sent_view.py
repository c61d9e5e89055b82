"""Those who will get no text of an announcement, by reason, before it leaves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.planning.preview import Unreached
from app.broadcasts.recipient import LeftOut
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.words import LEFT_OUT
from app.dashboard.events.guest_view import conversation_url, names_of_family
from app.dashboard.session import SignedIn
from app.foundation.i18n import _l
from app.inbox.queries import newest_threads_of
from app.roster.queries import Family, families_of
from app.roster.student import Student

MOST_NAMED = 60
NO_ROOM_ADVICE = _l("They get it if it leaves next week, or if it is urgent.")


@dataclass(frozen=True)
class Named:
    """A family on a list."""

    name: str
    url: str


@dataclass(frozen=True)
class NotSent:
    """Families that get none, for one reason."""

    why: str
    count: int
    families: list[Named]
    advice: str
    """What its writer may do about it before it leaves."""


def not_sent_of(
    session: Session, staff: SignedIn, eyes: Eyes, unreached: Iterable[Unreached]
) -> list[NotSent]:
    """The reason that holds for most first."""
    reader = staff.reader
    by_reason: dict[LeftOut, list[Unreached]] = defaultdict(list)
    for one in unreached:
        by_reason[one.why].append(one)
    shown = [one for several in by_reason.values() for one in several[:MOST_NAMED]]
    phones = {one.phone_id for one in shown if one.phone_id is not None}
    families = families_of(session, staff.school, phones)
    threads = newest_threads_of(session, eyes.sight, phones)
    children = {child for one in shown if one.phone_id is None for child in one.children}
    students = {
        student.id: f"{student.first_name} {student.last_name}"
        for student in session.scalars(
            select(Student).where(Student.school_id == staff.school.id, Student.id.in_(children))
        )
    }

    def named(one: Unreached) -> Named:
        if one.phone_id is None:
            return Named(reader.listed([students[child] for child in one.children if child in students]), "")
        name = names_of_family(reader, families.get(one.phone_id, Family()))
        return Named(
            name or reader.gettext(_l("A phone in a group")), conversation_url(threads.get(one.phone_id))
        )

    return [
        NotSent(
            reader.gettext(LEFT_OUT[reason]),
            len(several),
            sorted(map(named, several[:MOST_NAMED]), key=lambda one: one.name),
            reader.gettext(NO_ROOM_ADVICE) if reason is LeftOut.NO_ROOM else "",
        )
        for reason, several in sorted(by_reason.items(), key=lambda item: -len(item[1]))
    ]
