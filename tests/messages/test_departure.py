"""May this text leave now?"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.departure import Circumstances, Departure, Ends, Leaves, Waits, WaitsForPerson, departure
from app.messages.message import MessageKind
from app.schools.texting_hours import TextingHours
from tests.support.cast import MORNING, NIGHT, NOON

SCHOOL_HOURS = TextingHours(ZoneInfo("America/Los_Angeles"), time(9), time(20))
ORDINARY = Circumstances(
    kind=MessageKind.REPLY,
    due_at=NOON,
    not_after=NOON + timedelta(hours=24),
    any_time_until=None,
    texting_hours=SCHOOL_HOURS,
    is_opted_out=False,
    is_blocked_on_line=False,
    is_under_review=False,
    texts_within_an_hour=0,
    hourly_cap=12,
)
OPTED_OUT = Ends(DeliveryStatus.SUPPRESSED, FailureReason.OPTED_OUT)
TOO_LATE = Ends(DeliveryStatus.EXPIRED, FailureReason.TOO_LATE)
HELD = Ends(DeliveryStatus.HELD)
SECOND = timedelta(seconds=1)
CONFIRMATION = {
    "kind": MessageKind.OPT_OUT_CONFIRMATION,
    "not_after": NOON + timedelta(minutes=5),
    "any_time_until": NOON + timedelta(minutes=5),
}


@pytest.mark.parametrize(
    ("changed", "now", "expected"),
    [
        pytest.param({}, NOON, Leaves(), id="an ordinary text at noon leaves"),
        pytest.param({"is_opted_out": True}, NOON, OPTED_OUT, id="never to a number that asked to stop"),
        pytest.param({"is_blocked_on_line": True}, NOON, OPTED_OUT, id="nor where the carrier blocks it"),
        pytest.param({"is_under_review": True}, NOON, WaitsForPerson(), id="not before a person has decided"),
        pytest.param(
            {"is_opted_out": True, "is_under_review": True}, NOON, OPTED_OUT, id="a stop outweighs a doubt"
        ),
        pytest.param(
            CONFIRMATION | {"is_opted_out": True}, NOON, Leaves(), id="the one confirmation follows a stop"
        ),
        pytest.param(
            CONFIRMATION | {"is_opted_out": True, "is_under_review": True, "texts_within_an_hour": 99},
            NOON,
            Leaves(),
            id="neither doubt nor cap holds the confirmation",
        ),
        pytest.param(
            CONFIRMATION | {"is_blocked_on_line": True}, NOON, OPTED_OUT, id="but the carrier's block does"
        ),
        pytest.param(
            CONFIRMATION | {"is_opted_out": True},
            NOON + timedelta(minutes=5, seconds=1),
            TOO_LATE,
            id="and five minutes later it is too late for it",
        ),
        pytest.param({"not_after": NOON}, NOON, Leaves(), id="the last moment still counts"),
        pytest.param({"not_after": NOON - SECOND}, NOON, TOO_LATE, id="nothing leaves after it"),
        pytest.param(
            {"not_after": NOON - SECOND, "is_under_review": True},
            NOON,
            TOO_LATE,
            id="too late while in doubt",
        ),
        pytest.param(
            {"not_after": NOON - SECOND, "is_opted_out": True},
            NOON,
            OPTED_OUT,
            id="a stop is told before late",
        ),
        pytest.param({"due_at": NOON + SECOND}, NOON, Waits(NOON + SECOND), id="not before it is due"),
        pytest.param({}, NIGHT, Waits(MORNING), id="at night it waits for the morning"),
        pytest.param(
            {"not_after": MORNING}, NIGHT, Waits(MORNING), id="even if the morning is its last moment"
        ),
        pytest.param(
            {"not_after": MORNING - SECOND}, NIGHT, TOO_LATE, id="what would be stale by then is told now"
        ),
        pytest.param(
            {"any_time_until": NIGHT}, NIGHT, Leaves(), id="an answer to a family that wrote lately leaves"
        ),
        pytest.param(
            {"any_time_until": NIGHT - SECOND}, NIGHT, Waits(MORNING), id="one that comes late waits"
        ),
        pytest.param(
            {"any_time_until": NIGHT, "due_at": NIGHT + SECOND, "not_after": MORNING},
            NIGHT,
            Waits(MORNING),
            id="what is due when the privilege has ended waits for the morning",
        ),
        pytest.param({"texts_within_an_hour": 11}, NOON, Leaves(), id="the twelfth within an hour leaves"),
        pytest.param({"texts_within_an_hour": 12}, NOON, HELD, id="the thirteenth waits for a person"),
        pytest.param(
            {"texts_within_an_hour": 12, "kind": MessageKind.EMERGENCY}, NOON, Leaves(), id="but an emergency"
        ),
        pytest.param(
            {"texts_within_an_hour": 12}, NIGHT, Waits(MORNING), id="the cap is asked when it could leave"
        ),
    ],
)
def test_the_first_rule_that_applies_decides(
    changed: dict[str, object], now: datetime, expected: Departure
) -> None:
    assert departure(replace(ORDINARY, **changed), now=now) == expected  # type: ignore[arg-type]
