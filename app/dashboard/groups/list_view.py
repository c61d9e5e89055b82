"""The groups that somebody keeps, with their sizes and words, and the phones that ask to be in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.dashboard.thread_line import family_title
from app.joining.join_request import JoinRequest
from app.joining.queries import waiting_for_groups
from app.joining.sight import groups_seen_by
from app.roster.group import Group
from app.roster.groups import groups_of
from app.roster.phone_number import PhoneNumber
from app.roster.queries import Family, families_of


@dataclass(frozen=True)
class GroupCard:
    """One group on the list."""

    id: int
    name: str
    students: int
    phones: int
    word: str
    """What families text to join, while it holds; else empty."""
    until: str
    """Until when it holds, or when it ran out; empty without a word."""
    waiting: int


@dataclass(frozen=True)
class RequestLine:
    """A phone that asks to be in a group."""

    id: int
    who: str
    known: str
    """Who answers it, or that the roster does not know it."""
    group: str
    words: str
    asked: str


@dataclass(frozen=True)
class GroupList:
    """The page."""

    cards: list[GroupCard]
    requests: list[RequestLine]


def list_groups(session: Session, staff: SignedIn) -> GroupList:
    sizes = groups_of(session, staff.school, groups_seen_by(staff.person))
    groups = {size.group.id: size.group for size in sizes}
    waiting = waiting_for_groups(session, staff.school, groups)
    each = Counter(request.group_id for request in waiting)
    cards = [
        GroupCard(
            size.group.id,
            size.group.name,
            size.students,
            size.phones,
            word_in_use(staff, size.group),
            staff.reader.day(size.group.join_until) if size.group.join_until else "",
            each[size.group.id],
        )
        for size in sizes
    ]
    return GroupList(cards, request_lines(session, staff, waiting, groups))


def word_in_use(staff: SignedIn, group: Group) -> str:
    """As a flyer has it; empty where nobody joins by one today."""
    is_over = group.join_until is None or group.join_until < staff.now
    return "" if group.join_word is None or is_over else group.join_word.upper()


def request_lines(
    session: Session, staff: SignedIn, requests: Sequence[JoinRequest], groups: dict[int, Group]
) -> list[RequestLine]:
    ids = {request.phone_number_id for request in requests}
    numbers = {
        number.id: number for number in session.scalars(select(PhoneNumber).where(PhoneNumber.id.in_(ids)))
    }
    families = families_of(session, staff.school, ids)
    lines = []
    for request in requests:
        number = numbers[request.phone_number_id]
        who, known = title_of(staff.reader, families, number, staff.school.region)
        asked = staff.reader.when(request.asked_at)
        name = groups[request.group_id].name
        lines.append(RequestLine(request.id, who, known, name, request.words, asked))
    return lines


def title_of(
    reader: Reader, families: dict[int, Family], number: PhoneNumber, region: str
) -> tuple[str, str]:
    """Whose phone it is, in two lines, as the inbox says it."""
    return family_title(reader, families.get(number.id, Family()), number.e164, region)
