"""What a drill has that an emergency has not."""

from typing import Any

import pytest
from sqlalchemy import select

from app.broadcasts.broadcast import Topic, Urgency
from app.broadcasts.drills import drills_among, is_of_drill
from app.foundation.database import Database
from app.gateway.port import FailureReason, Unknown
from app.messages.delivery import record
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, Precedence
from app.messages.recovery import resolve_unknown
from app.roster.phone_number import PhoneNumber
from tests.broadcasts.announcing import Announcing
from tests.broadcasts.test_retry import fail, retry
from tests.support.cast import MAYA, UNKNOWN_AFTER, FakeGateway, delivery

S = DeliveryStatus


def test_in_a_conversation_a_drill_is_told_from_an_emergency_also_where_it_was_sent_again(
    town: Database,
) -> None:
    school = Announcing(town)
    words = {"en": "This is how we would tell you.", "es": "Así le avisaríamos."}
    drill = school.release(urgency=Urgency.EMERGENCY, is_drill=True, words=words)
    school.hand_over()
    failed = fail(school, MAYA, FailureReason.PHONE_UNREACHABLE)
    assert retry(school, drill, FailureReason.PHONE_UNREACHABLE) == 1
    copy = school.message(MAYA).id
    school.emergency()
    school.release()
    school.hand_over()
    with town.reading() as session:
        of_maya = session.scalars(
            select(Message)
            .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
            .where(PhoneNumber.e164 == MAYA)
        ).all()
        assert len(of_maya) == 4
        assert drills_among(session, of_maya) == {failed, copy}
        assert drills_among(session, [one for one in of_maya if one.id not in {failed, copy}]) == set()


@pytest.mark.parametrize(
    ("kind", "becomes"), [({"is_drill": True}, S.UNKNOWN), ({"topic": Topic.WEATHER}, S.QUEUED)]
)
def test_a_drill_leaves_like_an_emergency_but_what_may_have_arrived_is_not_sent_once_more(
    town: Database, kind: dict[str, Any], becomes: DeliveryStatus
) -> None:
    school = Announcing(town)
    school.release(urgency=Urgency.EMERGENCY, **kind)
    school.hand_over()
    (lost,) = school.claim(limit=1)
    assert {text.precedence for text in school.all(Message)} == {Precedence.FIRST}
    school.do(
        lambda session, _: record(
            session, lost, Unknown("no answer"), unknown_after=UNKNOWN_AFTER, now=school.now
        )
    )
    school.wait(seconds=61)
    resolve_unknown(delivery(town, FakeGateway(), school.clock), is_drill=is_of_drill)
    with town.reading() as session:
        assert session.get_one(Message, lost.message_id).status is becomes
