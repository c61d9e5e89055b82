"""A worker of the year: the real jobs, at the time that a test tells, with a provider that is a ledger.

It is a process of its own, so that it can be killed like one: `python -m tests.soak.year_worker URL FOLDER NAME`.
"""

import json
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError

from app.broadcasts.drills import is_of_drill
from app.events.sending.send_due import send_due as send_event_texts
from app.foundation.clock import pause_seconds
from app.foundation.database import Database
from app.gateway.port import (
    Accepted,
    FetchedMedia,
    MediaGone,
    MediaLater,
    OutgoingText,
    ReportedStatus,
    SendResult,
    SentText,
    StatusReport,
)
from app.messages.delivery import Delivery
from app.messages.recovery import mark_stalled, resolve_unknown
from app.tips.plan import plan_weeks
from app.tips.send_due import send_due as send_tips
from app.worker import Dispatcher, Posts, build_posts

THREADS = 32
"""More than in earnest: a provider that answers at once leaves most of a smaller crew idle between commits."""
UNKNOWN_AFTER = timedelta(minutes=1)
MOST_WAITING = 1000
"""More than in earnest: here nobody's answer waits behind them."""
CLOCK, LEDGER = "clock", "ledger"
SEND, PLAN, END = "send", "plan", "end"


@dataclass
class TurnedClock:
    """The moment that the test has written down; it stands still until the test turns it."""

    folder: Path
    tick: int = 0
    moment: datetime = field(init=False)
    is_planning: bool = field(init=False)
    """Going through a week of five schools takes seconds: once a day is enough here."""

    def look(self) -> bool:
        """Whether there is still something to live through."""
        tick, moment, job = (self.folder / CLOCK).read_text().split()
        self.tick, self.moment, self.is_planning = int(tick), datetime.fromisoformat(moment), job == PLAN
        return job != END

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Ledger:
    """A provider that takes every text and writes it down, one line for each, before it says so."""

    folder: Path
    name: str
    clock: TurnedClock
    count: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.file = os.open(self.folder / LEDGER, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def send(self, text: OutgoingText) -> SendResult:
        with self.lock:
            self.count += 1
            sid = f"SM{self.name}{os.getpid()}n{self.count}"
        entry = [sid, text.to, text.line, text.body, self.clock().isoformat()]
        os.write(self.file, (json.dumps(entry) + "\n").encode())
        return Accepted(sid, "accepted")

    def find_sent(self, *, to: str, since: datetime) -> Sequence[SentText]:
        taken = read_ledger(self.folder, about=to)
        return [text for text in reversed(taken) if text.to == to and text.created_at >= since]

    def fetch_media(self, url: str, *, most_bytes: int) -> FetchedMedia | MediaGone | MediaLater:
        return MediaGone(f"{url} holds no picture of {most_bytes} bytes")


def read_ledger(folder: Path, *, about: str = "") -> list[SentText]:
    """Everything that the provider took, in order; `about` narrows it to the lines that hold these words."""
    path = folder / LEDGER
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [_read(line) for line in lines if about in line]


def _read(line: str) -> SentText:
    sid, to, from_line, body, at = json.loads(line)
    report = StatusReport(sid, "sent", "", ReportedStatus.SENT)
    return SentText(to, from_line, body, datetime.fromisoformat(at), report)


def live(url: str, folder: Path, name: str) -> None:
    """Works through every moment that the test tells, and says so."""
    database = Database(url, pool_size=THREADS + 4)
    clock = TurnedClock(folder)
    ledger = Ledger(folder, name, clock)
    delivery = Delivery(database, ledger, clock, "https://puente.example.org", UNKNOWN_AFTER)
    dispatcher, posts = Dispatcher(delivery, name=name, threads=THREADS), build_posts()
    done, said = 0, folder / f"done.{name}"
    while clock.look():
        if clock.tick == done:
            pause_seconds(0.005)
            continue
        try:
            _work(dispatcher, posts, is_planning=clock.is_planning)
        except (
            OperationalError
        ):  # the database had no room for us; the real worker tries again at its next beat too
            continue
        done = clock.tick
        said.write_text(str(done))


def _work(dispatcher: Dispatcher, posts: Posts, *, is_planning: bool) -> None:
    delivery = dispatcher.delivery
    with delivery.database.writing() as session:
        mark_stalled(session, unknown_after=delivery.unknown_after, now=delivery.clock())
    resolve_unknown(delivery, is_drill=is_of_drill)
    if is_planning:
        plan_weeks(delivery.database, clock=delivery.clock)
    while True:
        handed = send_event_texts(
            delivery.database, posts.events, clock=delivery.clock, most_waiting=MOST_WAITING
        )
        handed += send_tips(delivery.database, posts.tips, clock=delivery.clock, most_waiting=MOST_WAITING)
        dispatcher.dispatch()
        if not handed:
            return


if __name__ == "__main__":
    live(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
