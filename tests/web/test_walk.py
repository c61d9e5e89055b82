"""A walk over every route as the wrong school, the wrong teacher and nobody: nothing opens, shows or moves.

A route that this walk does not know fails the test, so that whoever adds one says here who may come in.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import CARMEN, DANIEL, DIAZ, LEE, MAYA, OKAFOR, RUIZ
from app.foundation.settings import Settings
from app.inbox.found_school import join
from app.inbox.inbox import Inbox, InboxKind
from app.main import create_app
from app.staff.sign_in import sign_out
from app.staff.staff_member import Role, StaffMember
from app.tables import metadata
from tests.web.behind import SECRET, Behind, put_behind
from tests.web.doors import (
    CHECKERS,
    FORBIDDEN,
    LANGUAGE_KEEPERS,
    MENDERS,
    NOT_FOUND,
    OWN,
    PUBLIC,
    READERS_OF_ALL,
    SIGN_IN,
    THEIRS,
    UNAUTHORIZED,
    Door,
    Route,
)
from tests.web.premises import NOBODY, Premises, Visitor

SHOWN_TO_NOBODY_ELSE = (SECRET, CARMEN.name, CARMEN.number, CARMEN.number[-8:], "Vega")
DONE = frozenset({200, 204, 303})
OF_SOME = (MENDERS, READERS_OF_ALL, LANGUAGE_KEEPERS, CHECKERS)
"""For some of a school, by what they do there or can."""
VOLATILE = frozenset({"staff_sessions", "sign_in_failures"})
"""Tables that knocking at a door may change."""


@dataclass(frozen=True)
class Scene:
    """Two conversations of one school, and everybody who might knock."""

    of_teacher: Behind
    of_counselor: Behind
    strangers: dict[str, Visitor]
    """Nobody, in every guise."""


@pytest.fixture(scope="module")
def scene(premises: Premises) -> Scene:
    now, staff = datetime.now(UTC), premises.cast.staff
    with premises.database.writing() as session:
        counselor = add_colleague(session, premises, "counselor@demo.example", Role.COUNSELOR)
        former = add_colleague(session, premises, "former@demo.example", Role.PRINCIPAL)
        room = Inbox(school_id=premises.cast.school.id, kind=InboxKind.COUNSELOR, name="Counselor")
        session.add(room)
        session.flush()
        join(session, room, counselor)
        teacher_inbox = session.scalars(select(Inbox).where(Inbox.name == LEE.name)).one()
        of_teacher = put_behind(
            session, premises, teacher_inbox, staff[LEE.email], CARMEN.number, DANIEL.number
        )
        of_counselor = put_behind(session, premises, room, counselor, CARMEN.number, MAYA.number)
    has_left, has_signed_out = premises.signed_in(former), premises.signed_in(staff[LEE.email])
    with premises.database.writing() as session:
        session.get_one(StaffMember, former.id).deactivated_at = now
        sign_out(session, has_signed_out.token)
    strangers = {
        "nobody": NOBODY,
        "somebody with a made-up session": Visitor("x" * 43),
        "a colleague who has left": has_left,
        "a browser that has signed out": has_signed_out,
    }
    return Scene(of_teacher, of_counselor, strangers)


def add_colleague(session: Session, premises: Premises, email: str, role: Role) -> StaffMember:
    person = StaffMember(
        school_id=premises.cast.school.id,
        email=email,
        name=email.partition("@")[0],
        role=role,
        language="en",
        created_at=datetime.now(UTC),
    )
    session.add(person)
    session.flush()
    return person


def test_the_walk_knows_every_route(tmp_path: Path) -> None:
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite:///{tmp_path / 'none.db'}",
        twilio_account_sid="AC1",
        twilio_auth_tokens="a token",
    )
    app = create_app(settings)
    shown = {(m.upper(), path) for path, ways in app.openapi()["paths"].items() for m in ways}
    assert shown == set(all_routes(app.router)), "a route is hidden from the description of the application"
    assert shown == set().union(PUBLIC, OWN, THEIRS, *OF_SOME)


def all_routes(router: Any) -> Iterator[Route]:  # noqa: ANN401 - FastAPI keeps included routers in a type of its own
    for route in router.routes:
        if hasattr(route, "original_router"):
            yield from all_routes(route.original_router)
        else:
            yield from ((method, route.path) for method in route.methods)


def test_a_stranger_meets_the_sign_in_page_at_every_door(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    before = everything(premises)
    for guise, visitor in scene.strangers.items():
        for route, (door, status) in PUBLIC.items():
            answer = knock(client, route, door, visitor)
            assert answer.status_code == status, (guise, route)
            assert is_discreet(answer), (guise, route)
        for behind in (scene.of_teacher, scene.of_counselor):
            every = [call for doors in (OWN, THEIRS, *OF_SOME) for call in behind.calls(doors)]
            for route, door in every:
                answer = knock(client, route, door, visitor)
                assert is_discreet(answer), (guise, route)
                if route == ("GET", "/live"):  # asked by a script, which must not swallow a page
                    assert answer.status_code == UNAUTHORIZED
                    continue
                assert answer.status_code == SIGN_IN, (guise, route)
                assert answer.headers["Location"].startswith("/sign-in"), (guise, route)
    assert everything(premises) == before


def test_whoever_may_not_see_a_conversation_finds_nothing_behind_any_door(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    neighbours = list(premises.neighbours.values())
    outsiders = {
        id(scene.of_teacher): [staff[DIAZ.email], staff[RUIZ.email], *neighbours],
        id(scene.of_counselor): [staff[OKAFOR.email], staff[LEE.email], staff[RUIZ.email], *neighbours],
    }
    for behind in (scene.of_teacher, scene.of_counselor):
        for person in outsiders[id(behind)]:
            for route, door in behind.calls(THEIRS):
                answer = knock(client, route, door, premises.signed_in(person))
                assert answer.status_code == NOT_FOUND, (person.email, route)
                assert is_discreet(answer), (person.email, route)
    assert everything(premises) == before


def test_what_is_ones_own_shows_nothing_of_others(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    for person in (premises.cast.staff[DIAZ.email], *premises.neighbours.values()):
        for route, door in scene.of_teacher.calls(OWN):
            answer = knock(client, route, door, premises.signed_in(person))
            assert answer.status_code in DONE, (person.email, route)
            # Whoever reads both languages is shown a text that waits for a check, but not its conversation.
            is_theirs_to_check = route == ("GET", "/translations") and person.email == DIAZ.email
            assert is_theirs_to_check or is_discreet(answer), (person.email, route)


def test_only_the_office_and_the_principal_of_the_school_mend_its_lines(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    health, resume = scene.of_teacher.calls(MENDERS)
    for person in (staff[LEE.email], staff[DIAZ.email], premises.neighbours[Role.TEACHER]):
        for route, door in (health, resume):
            assert knock(client, route, door, premises.signed_in(person)).status_code == NOT_FOUND
    for role in (Role.OFFICE, Role.PRINCIPAL):
        visitor = premises.signed_in(premises.neighbours[role])
        assert is_discreet(knock(client, *health, visitor))
        assert knock(client, *resume, visitor).status_code == NOT_FOUND
    assert everything(premises) == before


def test_only_somebody_of_the_school_who_reads_every_language_changes_its_phrases(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    before = everything(premises)
    add, retire = scene.of_teacher.calls(READERS_OF_ALL)
    for route, door in (add, retire):
        lee = premises.signed_in(premises.cast.staff[LEE.email])
        assert knock(client, route, door, lee).status_code == FORBIDDEN
    for neighbour in premises.neighbours.values():
        answer = knock(client, *retire, premises.signed_in(neighbour))
        assert answer.status_code in {FORBIDDEN, NOT_FOUND}, neighbour.email
        assert is_discreet(answer)
    assert everything(premises) == before


def test_only_the_office_and_the_principal_set_up_languages(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    for route, door in scene.of_teacher.calls(LANGUAGE_KEEPERS):
        for person in (staff[LEE.email], staff[DIAZ.email], premises.neighbours[Role.TEACHER]):
            assert knock(client, route, door, premises.signed_in(person)).status_code == FORBIDDEN
    for role in (Role.OFFICE, Role.PRINCIPAL):
        assert is_discreet(
            knock(
                client,
                ("GET", "/languages"),
                Door("/languages"),
                premises.signed_in(premises.neighbours[role]),
            )
        )
    assert everything(premises) == before


def test_only_somebody_of_the_school_who_reads_both_languages_checks_its_translations(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    for route, door in scene.of_teacher.calls(CHECKERS):
        assert knock(client, route, door, premises.signed_in(staff[LEE.email])).status_code == FORBIDDEN
        for neighbour in premises.neighbours.values():
            answer = knock(client, route, door, premises.signed_in(neighbour))
            assert answer.status_code == NOT_FOUND, neighbour.email
            assert is_discreet(answer)
    for route, door in scene.of_counselor.calls(CHECKERS):
        for person in (staff[DIAZ.email], staff[OKAFOR.email], *premises.neighbours.values()):
            answer = knock(client, route, door, premises.signed_in(person))
            assert answer.status_code == NOT_FOUND, person.email
            assert is_discreet(answer)
    assert everything(premises) == before


def test_no_form_is_taken_without_the_proof_that_it_is_the_sessions_own(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    before = everything(premises)
    principal = premises.cast.staff[OKAFOR.email]
    other_proof = premises.signed_in(premises.cast.staff[RUIZ.email]).csrf
    behind = scene.of_teacher
    reader = premises.cast.staff[DIAZ.email]
    for person, doors in (
        (behind.owner, OWN),
        (behind.owner, THEIRS),
        (principal, MENDERS),
        (reader, READERS_OF_ALL),
        (principal, LANGUAGE_KEEPERS),
        (reader, CHECKERS),
    ):
        for route, door in behind.calls(doors):
            if route[0] != "POST":
                continue
            for proof in ("", "made up", other_proof):
                visitor = Visitor(premises.signed_in(person).token, proof)
                assert knock(client, route, door, visitor).status_code == FORBIDDEN, route
    assert everything(premises) == before


def test_those_who_may_come_in_do(premises: Premises, client: httpx.Client, scene: Scene) -> None:
    """Or the refusals above would prove nothing."""
    for behind in (scene.of_teacher, scene.of_counselor):
        for route, door in behind.calls(THEIRS):
            answer = knock(client, route, door, premises.signed_in(behind.owner))
            assert answer.status_code in DONE, (behind.owner.email, route)
            if route in OWN:
                assert SECRET in answer.text
    for route, door in (*scene.of_teacher.calls(READERS_OF_ALL), *scene.of_teacher.calls(CHECKERS)):
        reader = premises.signed_in(premises.cast.staff[DIAZ.email])
        assert knock(client, route, door, reader).status_code in DONE, route
    for person in (premises.cast.staff[OKAFOR.email], premises.cast.staff[RUIZ.email]):
        for route, door in (*scene.of_teacher.calls(MENDERS), *scene.of_teacher.calls(LANGUAGE_KEEPERS)):
            assert knock(client, route, door, premises.signed_in(person)).status_code in DONE, route


def knock(client: httpx.Client, route: Route, door: Door, visitor: Visitor) -> httpx.Response:
    method, _ = route
    if method == "GET":
        return client.get(door.path, headers=visitor.headers)
    return client.request(
        method, door.path, data={"csrf": visitor.csrf, **door.form}, headers=visitor.headers
    )


def is_discreet(answer: httpx.Response) -> bool:
    """What came back, its headers included, tells nothing of the family."""
    said = html.unescape(answer.text) + str(dict(answer.headers))
    asked = answer.request.url.query.decode()
    return not [word for word in SHOWN_TO_NOBODY_ELSE if word in said and word not in asked]


def everything(premises: Premises) -> dict[str, list[tuple[object, ...]]]:
    """Every row that matters, so that one can see that nothing has moved."""
    with premises.database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name not in VOLATILE
        }
