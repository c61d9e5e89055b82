"""Events for a group reach the phones that are in it for themselves."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.events.event import Event
from app.events.mailing import EventTextKind, LeftOut, TextState
from app.events.sending.expected import expected
from app.roster.audience import AudienceKind
from app.roster.group import Group
from app.roster.group_phones import put_phone_in, take_phones_out
from app.roster.groups import create_group, put_in_group
from app.roster.student import Student
from tests.events.gathering import Gathering, at, sqlite_gathering
from tests.support.cast import CARMEN, LEE, MAYA, ROSA

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def gathering(sqlite_url: str) -> Iterator[Gathering]:
    with sqlite_gathering(sqlite_url, at(FRIDAY, 10)) as gathering:
        yield gathering


@pytest.fixture
def club(gathering: Gathering) -> int:
    """Ana is in it; so are her mother's phone and Maya's and Carmen's, each for itself."""

    def deed(session: Session, cast: Cast) -> int:
        group = create_group(session, cast.school, "Robots", by=cast.staff[LEE].id, now=gathering.now)
        ana = session.scalars(select(Student.id).where(Student.first_name == "Ana"))
        put_in_group(session, cast.school, group, ana.all())
        for number in (ROSA, MAYA, CARMEN):
            put_phone_in(session, group, cast.phones[number].id, now=gathering.now)
        return group.id

    return gathering.do(deed)


def test_each_phone_is_invited_once_and_asked_and_reminded_like_everybody(
    gathering: Gathering, club: int
) -> None:
    gathering.plan(audience_kind=AudienceKind.GROUPS, audience_ids=[club]).open()
    gathering.do(lambda s, c: take_phones_out(s, s.get_one(Group, club), [c.phones[CARMEN].id]))
    gathering.send()
    assert gathering.outcome(ROSA) == gathering.outcome(MAYA) == TextState.SENT
    assert gathering.outcome(CARMEN) is LeftOut.NOT_THEIRS, "it has left meanwhile"
    assert (gathering.guest(MAYA).children, len(gathering.questions(MAYA))) == ([], 1)
    assert len(gathering.texts(ROSA)) == 1
    gathering.add(EventTextKind.SECOND_ASK)
    gathering.open()
    gathering.send()
    assert gathering.outcome(MAYA, EventTextKind.SECOND_ASK) == TextState.SENT


def test_what_is_expected_to_leave_counts_them_too(gathering: Gathering, club: int) -> None:
    gathering.plan(audience_kind=AudienceKind.GROUPS, audience_ids=[club])
    (invitation,) = [one for one in gathering.mailings() if one.kind is EventTextKind.INVITATION]

    def look(session: Session, cast: Cast) -> set[int]:
        event = session.get_one(Event, gathering.event_id)
        found = expected(session, cast.school, [invitation], {event.id: event})
        return set(found[invitation.id]) ^ {cast.phones[number].id for number in (ROSA, MAYA, CARMEN)}

    assert gathering.do(look) == set()
