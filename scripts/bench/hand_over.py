"""A process that hands over what is due and then says how long that took, and with how much memory."""

import json
import os
import sys
from contextlib import closing
from datetime import datetime
from time import perf_counter

import app.tables  # noqa: F401 - a foreign key must find its table
from app.broadcasts.sending.fan_out import hand_over_due
from app.foundation.clock import system_clock
from app.foundation.database import Database
from app.worker import build_posts
from scripts.bench.measure import resident_mb


def main(url: str) -> None:
    """Everything that is due has been handed over, and the figures are printed."""
    memory: list[float] = []

    def clock() -> datetime:
        memory.append(resident_mb(os.getpid()))
        return system_clock()

    with closing(Database(url)) as database:
        post = build_posts().broadcasts
        began = perf_counter()
        done = hand_over_due(database, post, clock=clock)
        seconds = perf_counter() - began
    early = memory[len(memory) // 10]
    print(json.dumps({"done": done, "seconds": seconds, "mb": max(memory), "mb_early": early}))


if __name__ == "__main__":
    main(sys.argv[1])
