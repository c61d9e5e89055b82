"""Signing in, staying signed in, and patience with those who guess."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demo.cast import DEMO_PASSWORD
from app.foundation.errors import Forbidden, Invalid
from app.staff.sign_in import (
    FAILURES_PER_ADDRESS,
    FAILURES_PER_EMAIL,
    SESSION_IDLES,
    SESSION_LIVES,
    THROTTLE_WINDOW,
    Credentials,
    SignInFailure,
    StaffSession,
    check_password,
    find_password_hash,
    find_signed_in,
    hash_password,
    open_session,
    remember_failure,
    sign_out,
    sign_out_everywhere,
)
from tests.support.cast import DIAZ, LEE, NOON, OKAFOR, Stage

SECOND = timedelta(seconds=1)


def credentials(email: str = LEE, *, address: str = "192.0.2.1") -> Credentials:
    return Credentials(email, DEMO_PASSWORD, address)


def fail(stage: Stage, email: str = LEE, *, times: int, address: str = "192.0.2.1") -> None:
    for _ in range(times):
        remember_failure(stage.session, credentials(email, address=address), now=stage.now)
    stage.look_again()


def may_try(stage: Stage, email: str = LEE, *, address: str = "192.0.2.1") -> bool:
    try:
        find_password_hash(stage.session, credentials(email, address=address), now=stage.now)
    except Forbidden:
        return False
    return True


# Passwords


@pytest.mark.parametrize("typed", [LEE, " LEE@Demo.Example ", "Lee@demo.example"])
def test_an_address_is_the_same_however_it_is_typed(stage: Stage, typed: str) -> None:
    person_id, _ = find_password_hash(stage.session, credentials(typed), now=NOON)
    assert person_id == stage.cast.staff[LEE].id


def test_the_password_and_nothing_else_opens(stage: Stage) -> None:
    _, stored = find_password_hash(stage.session, credentials(), now=NOON)
    assert stored.startswith("$argon2id$")
    assert check_password(stored, DEMO_PASSWORD)
    assert not check_password(stored, DEMO_PASSWORD + " ")
    assert not check_password(stored, "")


def test_a_stranger_costs_as_much_time_as_a_colleague_and_never_gets_in(stage: Stage) -> None:
    person_id, stored = find_password_hash(stage.session, credentials("nobody@demo.example"), now=NOON)
    assert person_id is None
    assert stored.startswith("$argon2id$")
    assert not check_password(stored, DEMO_PASSWORD)


@pytest.mark.parametrize("why", ["no longer works here", "has never chosen a password"])
def test_some_colleagues_cannot_sign_in(stage: Stage, why: str) -> None:
    lee = stage.cast.staff[LEE]
    if why == "no longer works here":
        lee.deactivated_at = NOON
    else:
        lee.password_hash = None
    stage.look_again()
    assert find_password_hash(stage.session, credentials(), now=NOON)[0] is None


def test_a_damaged_hash_opens_nothing() -> None:
    assert not check_password("not a hash", DEMO_PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 9, "x" * 201])
def test_a_password_must_have_a_sensible_length(password: str) -> None:
    with pytest.raises(Invalid):
        hash_password(password)


def test_two_people_with_one_password_have_different_hashes() -> None:
    first, second = hash_password("correct horse"), hash_password("correct horse")
    assert first != second
    assert check_password(first, "correct horse")


# Guessing


def test_after_some_failures_an_address_must_wait_whoever_tries_from_wherever(stage: Stage) -> None:
    fail(stage, times=FAILURES_PER_EMAIL - 1)
    assert may_try(stage)
    fail(stage, times=1, address="198.51.100.7")
    assert not may_try(stage)
    assert not may_try(stage, LEE.upper(), address="203.0.113.9")
    assert may_try(stage, DIAZ)


def test_one_network_address_may_not_try_many_people(stage: Stage) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        fail(stage, f"guess{number}@demo.example", times=1)
    assert not may_try(stage, OKAFOR)
    assert may_try(stage, OKAFOR, address="198.51.100.7")


def test_addresses_of_nobody_are_counted_like_all_others(stage: Stage) -> None:
    fail(stage, "nobody@demo.example", times=FAILURES_PER_EMAIL)
    assert not may_try(stage, "nobody@demo.example", address="198.51.100.7")


def test_a_quarter_of_an_hour_later_one_may_try_again(stage: Stage) -> None:
    fail(stage, times=FAILURES_PER_EMAIL)
    stage.wait(seconds=(THROTTLE_WINDOW - SECOND).total_seconds())
    assert not may_try(stage)
    stage.wait(seconds=1)
    assert may_try(stage)


def test_failures_that_no_longer_count_are_forgotten_and_tell_no_address(stage: Stage) -> None:
    fail(stage, times=3)
    stage.wait(minutes=16)
    fail(stage, times=1)
    (kept,) = stage.all(SignInFailure)
    assert LEE not in kept.email_digest


# Sessions


def signed_in(stage: Stage, token: str, at: datetime | None = None) -> str | None:
    found = find_signed_in(stage.session, token, now=at or stage.now)
    return found[1].email if found else None


def opened(stage: Stage, email: str = LEE) -> str:
    token = open_session(stage.session, stage.cast.staff[email].id, now=stage.now)
    stage.look_again()
    return token


def test_whoever_holds_the_token_is_that_person_at_that_school(stage: Stage) -> None:
    token = opened(stage)
    found = find_signed_in(stage.session, token, now=NOON)
    assert found is not None
    assert (found[1].email, found[2].id) == (LEE, stage.cast.school.id)
    assert found[0].csrf_token
    assert signed_in(stage, token + "x") is None
    assert signed_in(stage, "") is None


def test_a_stolen_database_opens_no_session(stage: Stage) -> None:
    token = opened(stage)
    (kept,) = stage.all(StaffSession)
    assert token not in {kept.token_digest, kept.csrf_token}
    assert signed_in(stage, kept.token_digest) is None


def test_a_session_ends_after_a_day_of_work_even_if_it_is_used(stage: Stage) -> None:
    token = opened(stage)
    (kept,) = stage.all(StaffSession)
    kept.seen_at = NOON + SESSION_LIVES - SECOND
    stage.look_again()
    assert signed_in(stage, token, NOON + SESSION_LIVES - SECOND) == LEE
    assert signed_in(stage, token, NOON + SESSION_LIVES) is None


def test_a_session_that_nobody_uses_ends_earlier(stage: Stage) -> None:
    token = opened(stage)
    assert signed_in(stage, token, NOON + SESSION_IDLES - SECOND) == LEE
    assert signed_in(stage, token, NOON + SESSION_IDLES) is None


def test_whoever_no_longer_works_here_is_out_at_once(stage: Stage) -> None:
    token = opened(stage)
    stage.cast.staff[LEE].deactivated_at = NOON
    stage.look_again()
    assert signed_in(stage, token) is None


def test_signing_out_ends_this_session_and_no_other(stage: Stage) -> None:
    here, there = opened(stage), opened(stage)
    sign_out(stage.session, here)
    assert (signed_in(stage, here), signed_in(stage, there)) == (None, LEE)


def test_signing_out_everywhere_ends_all_of_ones_own(stage: Stage) -> None:
    mine, also_mine, colleagues = opened(stage), opened(stage), opened(stage, DIAZ)
    sign_out_everywhere(stage.session, stage.cast.staff[LEE])
    assert [signed_in(stage, t) for t in (mine, also_mine, colleagues)] == [None, None, DIAZ]


def test_sessions_that_have_ended_are_swept_up(stage: Stage) -> None:
    opened(stage)
    stage.wait(hours=15)
    opened(stage, DIAZ)
    assert [s.staff_member_id for s in stage.all(StaffSession)] == [stage.cast.staff[DIAZ].id]


@given(st.emails(), st.text(max_size=40))
def test_an_address_is_known_by_a_digest_of_it(email: str, blanks: str) -> None:
    padding = "".join(c for c in blanks if c.isspace())
    assert (
        credentials(padding + email.upper().lower() + padding).email_digest == credentials(email).email_digest
    )
