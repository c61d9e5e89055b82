"""A walk over every route as the wrong school, the wrong teacher and nobody: nothing opens, shows or moves.

A route that this walk does not know fails the test, so that whoever adds one says here who may come in.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from app.demo.cast import DIAZ, LEE, OKAFOR, RUIZ
from app.foundation.settings import Settings
from app.main import create_app
from app.staff.staff_member import Role
from tests.web.announced_doors import ANNOUNCERS, REPORTS
from tests.web.door import Route
from tests.web.doors import (
    ARRANGERS,
    CHECKERS,
    COLLEAGUES,
    FORBIDDEN,
    GROUP_MAKERS,
    KEEPERS,
    LANGUAGE_KEEPERS,
    MENDERS,
    NOT_FOUND,
    OWN,
    PUBLIC,
    READERS_OF_ALL,
    RULERS,
    SIGN_IN,
    THEIRS,
    UNAUTHORIZED,
)
from tests.web.planned_doors import PLANNERS
from tests.web.premises import Premises, Visitor, everything
from tests.web.scene import Scene, is_discreet, knock
from tests.web.shelf import SECRET

DONE = frozenset({200, 204, 303})
OF_SOME = (
    *(MENDERS, READERS_OF_ALL, LANGUAGE_KEEPERS, CHECKERS),
    *(PLANNERS, COLLEAGUES, ARRANGERS, RULERS),
    *(KEEPERS, GROUP_MAKERS, ANNOUNCERS, REPORTS),
)
"""For some of a school, by what they do there or can."""


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
        for route, door in [
            call for doors in (OWN, THEIRS, *OF_SOME) for call in scene.of_teacher.calls(doors)
        ]:
            answer = knock(client, route, door, visitor)
            assert is_discreet(answer), (guise, route)
            if route[1].endswith("/live"):  # asked by a script, which must not swallow a page
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
        id(scene.of_counselor): [
            *(staff[OKAFOR.email], staff[LEE.email], staff[RUIZ.email]),
            premises.neighbours[Role.COUNSELOR],
        ],
    }
    for behind in (scene.of_teacher, scene.of_counselor):
        for person in outsiders[id(behind)]:
            visitor = premises.signed_in(person)
            for route, door in behind.calls(THEIRS):
                answer = knock(client, route, door, visitor)
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
        (behind.owner, {**PLANNERS, **ANNOUNCERS, **COLLEAGUES, **KEEPERS, **GROUP_MAKERS, **REPORTS}),
        (principal, {**ARRANGERS, **RULERS}),
    ):
        real = premises.signed_in(person)
        for route, door in behind.calls(doors):
            if route[0] != "POST":
                continue
            for proof in ("", "made up", other_proof):
                visitor = Visitor(real.token, proof)
                assert knock(client, route, door, visitor).status_code == FORBIDDEN, route
    assert everything(premises) == before


def test_those_who_may_come_in_do(premises: Premises, client: httpx.Client, scene: Scene) -> None:
    """Or the refusals above would prove nothing."""
    for behind in (scene.of_teacher, scene.of_counselor):
        visitor = premises.signed_in(behind.owner)
        for route, door in behind.calls(THEIRS):
            answer = knock(client, route, door, visitor)
            assert answer.status_code in DONE, (behind.owner.email, route)
            if route in OWN and "event=" not in door.path:
                assert SECRET in answer.text
    for behind, doors in (
        (scene.of_teacher, {**PLANNERS, **ANNOUNCERS, **COLLEAGUES, **GROUP_MAKERS, **KEEPERS, **REPORTS}),
        (scene.of_counselor, PLANNERS),
    ):
        for route, door in behind.calls(doors):
            answer = knock(client, route, door, premises.signed_in(behind.owner))
            assert answer.status_code in DONE, (behind.owner.email, route)
    for route, door in scene.of_teacher.calls({**ARRANGERS, **RULERS}):
        answer = knock(client, route, door, premises.signed_in(premises.cast.staff[OKAFOR.email]))
        assert answer.status_code in DONE, route
    for route, door in (*scene.of_teacher.calls(READERS_OF_ALL), *scene.of_teacher.calls(CHECKERS)):
        reader = premises.signed_in(premises.cast.staff[DIAZ.email])
        assert knock(client, route, door, reader).status_code in DONE, route
    for person in (premises.cast.staff[OKAFOR.email], premises.cast.staff[RUIZ.email]):
        for route, door in (*scene.of_teacher.calls(MENDERS), *scene.of_teacher.calls(LANGUAGE_KEEPERS)):
            assert knock(client, route, door, premises.signed_in(person)).status_code in DONE, route
