"""Lines on which the provider refuses a phone: what the review says of it, and what is sent."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from app.broadcasts.broadcast import Topic, Urgency
from app.broadcasts.recipient import LeftOut
from app.broadcasts.sending.prospects import prospects
from app.consent.record import carrier_blocked
from app.foundation.database import Database
from app.schools.phone_line import LinePurpose, PhoneLine
from tests.broadcasts.announcing import EVERYBODY, Announcing
from tests.support.announcement import POST, drafted
from tests.support.cast import LEE, MAIN, MAYA, NOON, SECOND, THIRD, Stage

ALL = (MAIN, SECOND, THIRD)


@pytest.mark.parametrize(
    ("urgency", "blocked", "obstacle"),
    [
        (Urgency.ORDINARY, (MAIN, SECOND), LeftOut.STOPPED),
        (Urgency.ORDINARY, (SECOND, THIRD), None),
        (Urgency.EMERGENCY, (MAIN, SECOND), None),
        (Urgency.EMERGENCY, ALL, LeftOut.STOPPED),
    ],
    ids=["every usual line", "not the usual line", "not that for emergencies", "every line"],
)
def test_a_phone_that_is_refused_on_every_line_that_would_serve_has_stopped(
    stage: Stage, urgency: Urgency, blocked: Sequence[str], obstacle: LeftOut | None
) -> None:
    """The third line carries emergencies alone."""
    stage.line(THIRD).purpose = LinePurpose.EMERGENCIES
    for line in blocked:
        carrier_blocked(stage.session, stage.line(line).id, MAYA, now=NOON)
    topic = Topic.WEATHER if urgency is Urgency.EMERGENCY else None
    audience, lee = EVERYBODY.to_json(), stage.cast.staff[LEE]
    broadcast = drafted(stage.session, lee, now=NOON, urgency=urgency, topic=topic, audience=audience)
    maya = stage.cast.phones[MAYA].id
    (found,) = prospects(stage.session, stage.cast.school, broadcast, [maya], post=POST, now=NOON)
    assert found.obstacle is obstacle


def test_a_phone_that_is_refused_on_its_usual_line_gets_no_ordinary_text_and_the_report_says_why(
    town: Database,
) -> None:
    school = Announcing(town)
    with town.writing() as session:
        main = session.scalars(select(PhoneLine.id).where(PhoneLine.e164 == MAIN)).one()
        carrier_blocked(session, main, MAYA, now=NOON)
    school.release()
    school.hand_over()
    assert school.left_out()[MAYA] is LeftOut.STOPPED
