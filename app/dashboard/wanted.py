"""What the address of an inbox page asks for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.dashboard.rendering import with_query
from app.inbox.queues import Place, Queue


@dataclass(frozen=True)
class Wanted:
    """What the address of an inbox page asks for."""

    queue: Queue
    thread_id: int | None = None
    query: str = ""
    after: Place | None = None
    before_id: int | None = None
    pane: str = ""
    """What a narrow screen shows instead of the list or the conversation: "queues" or "family"."""

    def url(self, **other: object) -> str:
        """The same page with something else asked for."""
        asked = {"queue": self.queue.value, "q": self.query, "thread": self.thread_id}
        return with_query("/inbox", **(asked | other))


def place_words(place: Place) -> str:
    """A place in the list as an address carries it."""
    since = place.last_message_at - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{since // timedelta(microseconds=1)}-{place.thread_id}"


def read_place(words: str) -> Place | None:
    """None for anything that is no place."""
    microseconds, _, thread_id = words.partition("-")
    if not (
        microseconds.isascii() and microseconds.isdigit() and thread_id.isascii() and thread_id.isdigit()
    ):
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(microseconds))
    except OverflowError:
        return None
    return Place(moment, int(thread_id[:18]))
