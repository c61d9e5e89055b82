"""What a family's text does to the conversation in which it lands: built once, as every text takes one of these."""

from typing import cast

from sqlalchemy import Table, bindparam, func, update

from app.messages.thread import Thread

_thread = cast("Table", Thread.__table__)

LANDED = (
    update(_thread)
    .where(_thread.c.id == bindparam("thread"))
    .values(
        last_message_id=bindparam("message"),
        last_message_at=bindparam("moment"),
        version=_thread.c.version + 1,
        touched_at=bindparam("moment"),
    )
)
STAYS = (
    update(_thread)
    .where(_thread.c.id == bindparam("thread"))
    .values(
        last_message_id=func.coalesce(_thread.c.last_message_id, bindparam("message")),
        version=_thread.c.version + 1,
        touched_at=bindparam("moment"),
    )
)
"""Thanks after an announcement bring a conversation to the top of nobody's list, as the announcement did not."""
_SOMEBODY_WAITS = {
    "waiting_since": func.coalesce(_thread.c.waiting_since, bindparam("moment")),
    "closed_at": None,
    "snoozed_until": None,
}
WAITING = LANDED.values(**_SOMEBODY_WAITS)
"""What the software answers by itself leaves the thread as it was: only other texts make it wait for a person."""
WAITS_ALL_THE_SAME = update(_thread).where(_thread.c.id == bindparam("thread")).values(**_SOMEBODY_WAITS)
