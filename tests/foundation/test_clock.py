"""The time on which several machines agree."""

from datetime import UTC, datetime, timedelta

import pytest

from app.foundation.clock import TRUST_FOR_SECONDS, SharedClock, system_clock
from app.foundation.database import Database

MIDDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)


class World:
    """A database with a clock of its own, and this machine's monotonic one."""

    def __init__(self) -> None:
        self.database_time = MIDDAY
        self.monotonic = 1_000.0
        self.readings = 0

    def read(self) -> datetime:
        self.readings += 1
        return self.database_time

    def shared_clock(self) -> SharedClock:
        return SharedClock(self.read, monotonic=lambda: self.monotonic)


def test_between_readings_time_passes_as_this_machine_counts_it() -> None:
    world = World()
    clock = world.shared_clock()
    world.monotonic += 1.5
    assert clock() == MIDDAY + timedelta(seconds=1.5)
    assert world.readings == 1


def test_a_jump_of_the_wall_clock_is_not_seen_between_readings() -> None:
    world = World()
    clock = world.shared_clock()
    world.database_time += timedelta(hours=3)  # as if SQLite's clock, this machine's own, had been set
    world.monotonic += TRUST_FOR_SECONDS
    assert clock() == MIDDAY + timedelta(seconds=TRUST_FOR_SECONDS)


def test_the_database_is_asked_again_after_a_while() -> None:
    world = World()
    clock = world.shared_clock()
    for _ in range(3):
        world.monotonic += TRUST_FOR_SECONDS + 0.1
        world.database_time += timedelta(seconds=6)
        assert clock() == world.database_time
    assert world.readings == 4


def test_two_machines_whose_own_clocks_differ_tell_the_same_time() -> None:
    here, there = World(), World()
    there.monotonic = 5.0
    clocks = here.shared_clock(), there.shared_clock()
    for world in (here, there):
        world.monotonic += 2
    assert clocks[0]() == clocks[1]()


def test_a_database_that_does_not_answer_is_told_and_asked_again() -> None:
    class Gone(World):
        """It answers the first time only, until it is back."""

        is_back = False

        def read(self) -> datetime:
            if self.readings == 1 and not self.is_back:
                raise ConnectionError
            return super().read()

    world = Gone()
    clock = world.shared_clock()
    world.monotonic += 10
    with pytest.raises(ConnectionError):
        clock()
    world.is_back = True
    assert clock() == MIDDAY


def test_the_time_of_either_database_is_aware_utc_and_about_now(database: Database) -> None:
    moment = SharedClock(database.time)()
    assert moment.tzinfo is UTC
    assert abs(moment - system_clock()) < timedelta(minutes=1)
