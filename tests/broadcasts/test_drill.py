"""What a drill has that an emergency has not."""

from typing import Any

import pytest

from app.broadcasts.broadcast import Topic, Urgency
from app.broadcasts.drills import is_of_drill
from app.foundation.database import Database
from app.gateway.port import Unknown
from app.messages.delivery import record
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, Precedence
from app.messages.recovery import resolve_unknown
from tests.broadcasts.announcing import Announcing
from tests.support.cast import UNKNOWN_AFTER, FakeGateway, delivery

S = DeliveryStatus


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
