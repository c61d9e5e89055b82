"""Nothing that can become of a text is without a mark, in any language of the screens."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.dashboard.marks import delivery_mark
from app.dashboard.reader import Reader
from app.foundation.i18n import interface_languages
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize("language", interface_languages())
@pytest.mark.parametrize("status", DeliveryStatus)
def test_every_status_has_a_mark(language: str, status: DeliveryStatus) -> None:
    message = Message(
        direction=Direction.OUT,
        kind=MessageKind.REPLY,
        status=status,
        body="Hello",
        created_at=NOW,
        due_at=NOW + timedelta(hours=20),
        ended_at=NOW,
        reason=FailureReason.LANDLINE,
    )
    reader = Reader(language, ZoneInfo("America/Los_Angeles"), NOW)
    mark = delivery_mark(reader, message, is_under_review=False)
    assert (mark is None) == (status is DeliveryStatus.RECEIVED)
    if mark is not None:
        assert mark.words
        assert "%(" not in mark.words
