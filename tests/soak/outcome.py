"""What must hold between our outbox and what the provider has taken, whatever has happened."""

from collections import Counter
from collections.abc import Sequence

from app.messages.delivery_status import DeliveryStatus as S
from app.messages.message import Message
from tests.soak.school import Ask
from tests.support.installation import TakenText


def check_nothing_lost_or_doubled(
    asks: Sequence[Ask], messages: Sequence[Message], taken: Sequence[TakenText]
) -> list[Message]:
    """Every text left once and we say so, or it is returned: of unknown outcome and never taken by the provider."""
    assert [message.id for message in messages] == [ask.message_id for ask in asks]
    assert {message.status for message in messages} <= {S.ACCEPTED, S.SENT, S.DELIVERED, S.UNKNOWN}
    times_taken = Counter((text.to, text.body) for text in taken)
    assert not times_taken - Counter((ask.to, ask.body) for ask in asks), (
        "sent more often than it was written"
    )
    gone = {message.provider_sid: message.body for message in messages if message.status is not S.UNKNOWN}
    assert gone == {text.sid: text.body for text in taken}, "what left and what we say has left differ"
    return [message for message in messages if message.status is S.UNKNOWN]
