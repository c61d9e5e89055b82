"""What only some of a school may do: whoever else knocks at these doors is refused, and nothing moves."""

import html

import httpx
import pytest

from app.demo.cast import DIAZ, LEE, OKAFOR, RUIZ
from app.staff.staff_member import Role
from tests.web.announced_doors import REPORTS
from tests.web.door import Door
from tests.web.doors import (
    ARRANGERS,
    CHECKERS,
    COLLEAGUES,
    FORBIDDEN,
    KEEPERS,
    LANGUAGE_KEEPERS,
    MENDERS,
    NOT_FOUND,
    READERS_OF_ALL,
    RULERS,
)
from tests.web.planned_doors import PLANNERS
from tests.web.premises import Premises, everything
from tests.web.scene import DINNER, GRIEF, Scene, is_discreet, knock


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


def test_an_event_is_planned_in_an_inbox_that_one_sees_and_for_classes_of_ones_own(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    ((route, door),) = scene.of_teacher.calls(PLANNERS)
    ((_, counselors),) = scene.of_counselor.calls(PLANNERS)
    for person, asked, status in (
        (staff[DIAZ.email], door, FORBIDDEN),
        (staff[RUIZ.email], door, NOT_FOUND),
        (staff[OKAFOR.email], counselors, NOT_FOUND),
        (premises.neighbours[Role.TEACHER], door, FORBIDDEN),
        (premises.neighbours[Role.PRINCIPAL], door, NOT_FOUND),
    ):
        answer = knock(client, route, asked, premises.signed_in(person))
        assert answer.status_code == status, person.email
        assert is_discreet(answer), person.email
    assert everything(premises) == before


def test_what_is_for_all_of_a_school_is_for_no_other(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    before = everything(premises)
    for neighbour in premises.neighbours.values():
        visitor = premises.signed_in(neighbour)
        for route, door in scene.of_teacher.calls(COLLEAGUES):
            assert knock(client, route, door, visitor).status_code == NOT_FOUND, (neighbour.email, route)
    assert everything(premises) == before


def test_only_the_office_and_the_principal_arrange_what_goes_to_many(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    doors = {**ARRANGERS, **RULERS}
    for person in (staff[LEE.email], staff[DIAZ.email], premises.neighbours[Role.COUNSELOR]):
        visitor = premises.signed_in(person)
        for route, door in scene.of_teacher.calls(doors):
            assert knock(client, route, door, visitor).status_code == FORBIDDEN, (person.email, route)
    for role in (Role.OFFICE, Role.PRINCIPAL):
        visitor = premises.signed_in(premises.neighbours[role])
        for route, door in scene.of_teacher.calls(ARRANGERS):
            answer = knock(client, route, door, visitor)
            assert answer.status_code == NOT_FOUND, (role, route)
            assert is_discreet(answer), (role, route)
    for person in (staff[RUIZ.email], staff[OKAFOR.email]):
        visitor = premises.signed_in(person)
        for route, door in scene.of_counselor.calls(ARRANGERS):
            if "/events/" in door.path or "/ideas/" in door.path:
                assert knock(client, route, door, visitor).status_code == NOT_FOUND, (person.email, route)
    assert everything(premises) == before


def test_a_group_is_kept_by_whoever_made_it_and_those_who_keep_all_of_the_school(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    for person in (staff[DIAZ.email], *premises.neighbours.values()):
        visitor = premises.signed_in(person)
        for route, door in scene.of_teacher.calls(KEEPERS):
            answer = knock(client, route, door, visitor)
            assert answer.status_code == NOT_FOUND, (person.email, route)
            assert is_discreet(answer), (person.email, route)
    for person in (staff[OKAFOR.email], staff[RUIZ.email]):
        visitor = premises.signed_in(person)
        for route, door in scene.of_teacher.calls(KEEPERS):
            if route[0] == "GET":
                answer = knock(client, route, door, visitor)
                assert answer.is_success, (person.email, route)
    assert everything(premises) == before


@pytest.mark.usefixtures("scene")
def test_what_a_counselor_plans_is_named_to_nobody_else(premises: Premises, client: httpx.Client) -> None:
    for email in (OKAFOR.email, RUIZ.email, LEE.email):
        visitor = premises.signed_in(premises.cast.staff[email])
        for path in ("/events", "/events/new", "/schedule", "/tips"):
            answer = client.get(path, headers=visitor.headers)
            assert answer.status_code == 200, (email, path)
            assert GRIEF not in html.unescape(answer.text), (email, path)


def test_the_calendar_file_of_an_event_tells_anybody_of_no_family_and_nothing_of_a_draft(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    event, draft = scene.of_teacher.ids["public_event"], scene.of_teacher.ids["public_draft"]
    before = everything(premises)
    file = client.get(f"/calendar/{event}.ics")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert DINNER in file.text
    assert is_discreet(file)
    assert client.get(f"/calendar/{event}.ics?language=xx").status_code == 200
    for unknown in (draft, scene.of_teacher.ids["event"], event[:-1], "%00", "%ff", "x" * 5000, "%25"):
        assert client.get(f"/calendar/{unknown}.ics").status_code == NOT_FOUND, unknown
    assert everything(premises) == before


def test_what_became_of_an_announcement_is_for_its_team_the_office_and_the_principal(
    premises: Premises, client: httpx.Client, scene: Scene
) -> None:
    staff, before = premises.cast.staff, everything(premises)
    neighbours = list(premises.neighbours.values())
    for behind, outsiders in (
        (scene.of_teacher, [staff[DIAZ.email], *neighbours]),
        (scene.of_counselor, [staff[OKAFOR.email], staff[RUIZ.email], staff[LEE.email], *neighbours]),
    ):
        for person in outsiders:
            visitor = premises.signed_in(person)
            for route, door in behind.calls(REPORTS):
                answer = knock(client, route, door, visitor)
                assert answer.status_code == NOT_FOUND, (person.email, route)
                assert is_discreet(answer), (person.email, route)
    assert everything(premises) == before
    for person in (staff[RUIZ.email], staff[OKAFOR.email]):
        visitor = premises.signed_in(person)
        for route, door in scene.of_teacher.calls(REPORTS):
            if route[0] == "GET":
                assert knock(client, route, door, visitor).status_code == 200, (person.email, route)
