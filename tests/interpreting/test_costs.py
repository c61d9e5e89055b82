"""What texts in two languages cost a school."""

from datetime import timedelta

from app.interpreting.costs import texts_sent
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from tests.support.cast import NOON, Stage


def test_a_tip_counts_though_nobody_has_written_in_its_conversation_lately(stage: Stage) -> None:
    thread = stage.conversation()
    stage.wait(days=40)
    tip = stage.enqueue(thread, "Sing together.", kind=MessageKind.TIP)
    tip.status = DeliveryStatus.DELIVERED
    stage.look_again()
    assert thread.last_message_at == NOON
    since, until = stage.now - timedelta(days=30), stage.now + timedelta(minutes=1)
    [sent] = texts_sent(stage.session, stage.cast.school, since=since, until=until)
    assert (sent.texts, sent.segments) == (1, 1)
