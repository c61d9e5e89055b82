"""How a new colleague gets a password without anybody else knowing it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.foundation.database import Database
from app.foundation.errors import Conflict, Invalid, NotFound
from app.staff.invitation import INVITATION_LIVES, Invitation, accept, get_invited, invite
from app.staff.permissions import may_mend_sending, may_see_all_threads
from app.staff.queries import colleagues, get_staff_member
from app.staff.sign_in import check_password, find_signed_in, hash_password, open_session
from app.staff.staff_member import Role, StaffMember
from tests.support.cast import DIAZ, LEE, NOON, OKAFOR, RUIZ, Stage, look_up
from tests.support.cedar import found_cedar

PASSWORD = "a new password"


def invited(stage: Stage, email: str = "park@demo.example") -> tuple[StaffMember, str]:
    person, token = invite(
        stage.session,
        stage.cast.school,
        email=email,
        name="Mx. Park",
        role=Role.TEACHER,
        language="en",
        now=stage.now,
    )
    stage.look_again()
    return person, token


def test_an_invited_colleague_chooses_a_password_and_works_here(stage: Stage) -> None:
    person, token = invited(stage, " Park@Demo.Example ")
    assert (person.email, person.password_hash) == ("park@demo.example", None)
    assert get_invited(stage.session, token, now=NOON)[1].id == person.id
    accepted = accept(stage.session, token, password_hash=hash_password(PASSWORD), now=NOON)
    assert accepted.password_hash is not None
    assert check_password(accepted.password_hash, PASSWORD)


def test_a_link_is_good_once(stage: Stage) -> None:
    _, token = invited(stage)
    accept(stage.session, token, password_hash=hash_password(PASSWORD), now=NOON)
    stage.look_again()
    with pytest.raises(NotFound):
        accept(stage.session, token, password_hash=hash_password("another password"), now=NOON)
    with pytest.raises(NotFound):
        get_invited(stage.session, token, now=NOON)


def test_a_link_is_good_for_a_week(stage: Stage) -> None:
    _, token = invited(stage)
    get_invited(stage.session, token, now=NOON + INVITATION_LIVES - timedelta(seconds=1))
    with pytest.raises(NotFound):
        get_invited(stage.session, token, now=NOON + INVITATION_LIVES)


@pytest.mark.parametrize("token", ["", "guess", "x" * 43])
def test_a_guessed_link_is_no_link(stage: Stage, token: str) -> None:
    invited(stage)
    with pytest.raises(NotFound):
        get_invited(stage.session, token, now=NOON)


def test_a_stolen_database_holds_no_links(stage: Stage) -> None:
    _, token = invited(stage)
    (kept,) = stage.all(Invitation)
    assert kept.token_digest != token
    with pytest.raises(NotFound):
        get_invited(stage.session, kept.token_digest, now=NOON)


def test_a_new_link_replaces_the_older_one(stage: Stage) -> None:
    person, older = invited(stage)
    same, newer = invited(stage)
    assert same.id == person.id
    with pytest.raises(NotFound):
        get_invited(stage.session, older, now=NOON)
    accept(stage.session, newer, password_hash=hash_password(PASSWORD), now=NOON)


def test_a_password_that_is_too_short_leaves_the_link_good(stage: Stage) -> None:
    _, token = invited(stage)
    with pytest.raises(Invalid), stage.session.begin_nested():
        accept(stage.session, token, password_hash=hash_password("short"), now=NOON)
    accept(stage.session, token, password_hash=hash_password(PASSWORD), now=NOON)


def test_a_new_password_ends_every_older_session(stage: Stage) -> None:
    session_token = open_session(stage.session, stage.cast.staff[LEE].id, now=NOON)
    _, token = invited(stage, LEE)
    accept(stage.session, token, password_hash=hash_password(PASSWORD), now=NOON)
    assert find_signed_in(stage.session, session_token, now=NOON) is None


def test_a_colleague_who_was_invited_again_keeps_name_and_role(stage: Stage) -> None:
    person, _ = invited(stage, LEE)
    assert (person.name, person.role) == ("Ms. Lee", Role.TEACHER)


def test_whoever_no_longer_works_here_cannot_use_a_link(stage: Stage) -> None:
    person, token = invited(stage)
    person.deactivated_at = NOON
    stage.look_again()
    with pytest.raises(NotFound):
        accept(stage.session, token, password_hash=hash_password(PASSWORD), now=NOON)


def test_a_colleague_of_another_school_cannot_be_invited_away(stage: Stage) -> None:
    other = found_cedar(stage.session)
    with pytest.raises(Conflict):
        invite(stage.session, other, email=LEE, name="Ms. Lee", role=Role.PRINCIPAL, language="en", now=NOON)


def test_of_two_who_use_a_link_at_once_one_chooses_the_password(town: Database) -> None:
    with town.writing() as session:
        _, token = invite(
            session,
            look_up(session).school,
            email="park@demo.example",
            name="Mx. Park",
            role=Role.TEACHER,
            language="en",
            now=NOON,
        )
    gate, chosen = threading.Barrier(3), []

    def use(password: str) -> None:
        gate.wait()
        try:
            with town.writing() as session:
                accept(session, token, password_hash=hash_password(password), now=NOON)
        except NotFound:
            return
        chosen.append(password)

    threads = [threading.Thread(target=use, args=(f"the password {n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (password,) = chosen
    with town.reading() as session:
        person = session.scalars(select(StaffMember).where(StaffMember.email == "park@demo.example")).one()
        assert person.password_hash is not None
        assert check_password(person.password_hash, password)


@pytest.mark.parametrize(
    ("email", "sees_all", "mends"),
    [(LEE, False, False), (DIAZ, False, False), (RUIZ, False, True), (OKAFOR, True, True)],
)
def test_what_each_role_may_do(stage: Stage, email: str, sees_all: bool, mends: bool) -> None:
    person = stage.cast.staff[email]
    assert (may_see_all_threads(person), may_mend_sending(person)) == (sees_all, mends)


def test_staff_are_found_within_their_school_only(stage: Stage) -> None:
    other = found_cedar(stage.session)
    lee = stage.cast.staff[LEE]
    assert get_staff_member(stage.session, stage.cast.school, lee.id).email == LEE
    assert set(colleagues(stage.session, stage.cast.school, [lee.id, 10**9])) == {lee.id}
    assert colleagues(stage.session, other, [lee.id]) == {}
    with pytest.raises(NotFound):
        get_staff_member(stage.session, other, lee.id)
