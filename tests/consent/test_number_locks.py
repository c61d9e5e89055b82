"""Who may be at a number, on PostgreSQL, where several are at work at once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.consent.standing import number_key, stand_still, take_free
from app.foundation.database import Database

A, B = number_key(1, "+12065550111"), number_key(1, "+12065550112")


def test_whoever_claims_takes_the_numbers_that_are_free_and_never_waits(postgres_town: Database) -> None:
    with postgres_town.writing() as stop, postgres_town.writing() as claim:
        stand_still(stop, [A])
        claim.execute(text("set local lock_timeout = '1s'"))  # to wait is an error
        assert take_free(claim, [A, B, B]) == {B}


def test_whoever_records_a_stop_waits_for_a_claim_that_is_under_way(postgres_town: Database) -> None:
    order: list[str] = []
    began = threading.Event()

    def stop() -> None:
        with postgres_town.writing() as session:
            began.set()
            stand_still(session, [A])
            order.append("stop")

    with ThreadPoolExecutor() as pool:
        with postgres_town.writing() as claim:
            assert take_free(claim, [A]) == {A}
            waiting = pool.submit(stop)
            assert began.wait(5)
            time.sleep(0.1)
            order.append("claim")
        waiting.result(5)
    assert order == ["claim", "stop"]


def test_a_number_is_free_again_when_the_unit_of_work_has_ended(postgres_town: Database) -> None:
    with postgres_town.writing() as first:
        stand_still(first, [A])
    with postgres_town.writing() as second:
        assert take_free(second, [A]) == {A}


def test_several_numbers_are_always_taken_in_one_order(postgres_town: Database) -> None:
    def record(keys: list[int]) -> None:
        for _ in range(50):
            with postgres_town.writing() as session:
                stand_still(session, keys)

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(record, [A, B]), pool.submit(record, [B, A])]:
            done.result(30)


def test_the_same_unit_of_work_may_take_a_number_twice(postgres_town: Database) -> None:
    with postgres_town.writing() as session:
        stand_still(session, [A])
        assert take_free(session, [A]) == {A}
        assert take_free(session, []) == set()


def test_sqlites_one_writer_has_every_number(sqlite_cast: Database) -> None:
    with sqlite_cast.writing() as session:
        stand_still(session, [A])
        assert take_free(session, [A, B]) == {A, B}


@given(st.integers(1, 2**62), st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True))
def test_a_numbers_key_is_stable_and_fits_the_databases_integer(school_id: int, e164: str) -> None:
    key = number_key(school_id, e164)
    assert key == number_key(school_id, e164)
    assert 0 <= key < 2**63
