"""Families that somebody tells in other ways: one person each, and nobody whom a colleague or a call has told."""

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast
from app.broadcasts.calling import CallPost, call_unreached
from app.broadcasts.recipient import BroadcastRecipient, ReachedHow
from app.broadcasts.report.lists import call_list
from app.broadcasts.report.unreached import Told, count_unreached, give_back, take_next, take_on, tell
from app.calls.voice_call import CallStatus, VoiceCall
from app.demo.cast import Cast
from app.foundation.database import Database
from app.foundation.errors import Conflict
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.phone_number import NumberHealth
from tests.broadcasts.announcing import Announcing
from tests.support.cast import CATALOG, HELEN, LEE, MAYA, OKAFOR


@pytest.fixture
def school(town: Database) -> Announcing:
    """No text reaches Helen or Maya."""
    school = Announcing(town)

    def deed(_: Session, cast: Cast) -> None:
        for number in (HELEN, MAYA):
            cast.phones[number].learn(NumberHealth.LANDLINE, code="30006", now=school.now)

    school.do(deed)
    return school


def recipient(school: Announcing, number: str) -> int:
    phone = school.do(lambda _, cast: cast.phones[number].id)
    (one,) = school.all(BroadcastRecipient, BroadcastRecipient.phone_number_id == phone)
    return one.id


def test_nobody_takes_on_a_family_that_a_colleague_has_told(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()
    maya = recipient(school, MAYA)

    def tells(session: Session, cast: Cast) -> None:
        broadcast, lee = session.get_one(Broadcast, broadcast_id), cast.staff[LEE]
        tell(session, broadcast, maya, ReachedHow.CALLED, "", by=lee, now=school.now)
        give_back(session, broadcast, maya)

    school.do(tells)
    with pytest.raises(Conflict, match="told this family already"):
        school.do(
            lambda session, cast: take_on(
                session, session.get_one(Broadcast, broadcast_id), maya, by=cast.staff[OKAFOR]
            )
        )


def test_the_next_few_are_those_whom_neither_a_person_nor_a_call_has_told(school: Announcing) -> None:
    school.lose_number("Diego")
    broadcast_id = school.release(calls_unreached=True)
    school.hand_over()
    assert call_unreached(school.town, CallPost(CATALOG, {"en", "es"}), clock=school.clock) == 2
    helen, maya = recipient(school, HELEN), recipient(school, MAYA)

    def told(session: Session, cast: Cast) -> None:
        broadcast, lee = session.get_one(Broadcast, broadcast_id), cast.staff[LEE]
        tell(session, broadcast, maya, ReachedHow.CALLED, "", by=lee, now=school.now)
        heard = session.get_one(BroadcastRecipient, helen).call_id
        session.execute(update(VoiceCall).where(VoiceCall.id == heard).values(status=CallStatus.ANSWERED))

    school.do(told)
    taken = school.do(
        lambda session, cast: take_next(
            session, session.get_one(Broadcast, broadcast_id), by=cast.staff[OKAFOR]
        )
    )
    owned = school.all(BroadcastRecipient, BroadcastRecipient.owner_id.is_not(None))
    with school.town.reading() as session:
        found = Told.of(count_unreached(session, session.get_one(Broadcast, broadcast_id)))
    assert (found.families, found.how.total(), found.by_voice, found.owned) == (3, 1, 1, 1)
    assert (taken, [one.phone_number_id for one in owned]) == (1, [None])


def test_a_family_whose_text_may_have_arrived_is_told_in_an_emergency_only(school: Announcing) -> None:
    usual, urgent = school.release(), school.emergency()
    school.hand_over()
    unknown = {"status": DeliveryStatus.UNKNOWN}
    school.do(lambda session, _: session.execute(update(Message).values(**unknown)))

    def to_tell(broadcast_id: int) -> int:
        with school.town.reading() as session:
            counts = count_unreached(session, session.get_one(Broadcast, broadcast_id))
        return sum(one.families for one in counts)

    assert (to_tell(usual), to_tell(urgent)) == (2, len(school.times()))


def test_the_list_shows_whom_to_tell_whom_somebody_has_told_and_whose_they_are(school: Announcing) -> None:
    broadcast_id = school.release()
    school.hand_over()
    helen, maya = recipient(school, HELEN), recipient(school, MAYA)

    def shown(session: Session, cast: Cast, **which: bool) -> list[list[int]]:
        broadcast, people = session.get_one(Broadcast, broadcast_id), (None, LEE, OKAFOR)
        pages = [
            call_list(session, cast.school, broadcast, owner=cast.staff[one] if one else None, **which)
            for one in people
        ]
        return [sorted(line.recipient.id for line in page.lines) for page in pages]

    def lee_takes_on(session: Session, cast: Cast) -> None:
        take_on(session, session.get_one(Broadcast, broadcast_id), maya, by=cast.staff[LEE])
        take_on(session, session.get_one(Broadcast, broadcast_id), maya, by=cast.staff[LEE])

    school.do(lee_takes_on)
    both = sorted([helen, maya])
    assert school.do(shown) == [both, [maya], []]

    def lee_tells(session: Session, cast: Cast) -> None:
        broadcast, lee = session.get_one(Broadcast, broadcast_id), cast.staff[LEE]
        tell(session, broadcast, maya, ReachedHow.CALLED, "", by=lee, now=school.now)

    school.do(lee_tells)
    assert school.do(shown) == [[helen], [], []]
    assert school.do(lambda session, cast: shown(session, cast, is_told=True)) == [[maya], [maya], []]
