"""Whatever is posted at the forms of events, ideas, tips and the school year: a clear refusal, and nothing moves."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select

from app.demo.cast import HELEN, JORGE, LEE, ROSA
from app.inbox.found_school import join
from app.inbox.inbox import Inbox
from app.roster.section import Section
from app.staff.staff_member import Role, StaffMember
from tests.web.behind import Behind, Families, put_behind
from tests.web.door import Door
from tests.web.doors import ARRANGERS, FORBIDDEN, NOT_FOUND, RULERS
from tests.web.planned import plan_year
from tests.web.planned_doors import EVENTS, IDEAS, PLANNERS
from tests.web.premises import Premises, Visitor, everything

CONFLICT, UNREADABLE = 409, 422
REFUSED = frozenset({FORBIDDEN, NOT_FOUND, CONFLICT, UNREADABLE})
CLEAR = REFUSED | {200, 303}

NEVER_MEANT = ("9" * 5000, "9999-12-31\x00")
ALSO_TYPED = {
    "capacity": "30",
    "people": "2",
    "offer": "ride",
    "rows": "3",
    "date_place_es": "Aula 2",
    "words_es": "Nieve",
    "date": "1",
    "name": "Fiesta",
    "first": "2026-11-26",
    "at": "2026-11-26T10:00",
}
"""What forms hold besides what the walk fills in; where one has no such field, nobody looks at it."""
MUST_BE_MEANT = {
    "/new": (
        "inbox",
        "section",
        "audience_kind",
        "day",
        "begins",
        "ends",
        "needs_due_days",
        "capacity",
    ),
    "/edit": ("inbox", "day"),
    "/change": ("day", "begins", "ends"),
    "/invite": ("when",),
    "/walk-in": ("phone", "people"),
    "/check-in": ("people",),
    "/guests": ("date_1", "people"),
    "/replies": ("date_1", "people"),
    "/answer": ("message", "answer"),
    "/approve": ("language",),
    "/idea": ("section",),
    "/texts": ("week", "place", "step"),
    "/move": ("week", "place"),
    "/hour": ("hour",),
    "/allowance": ("texts",),
    "/calendar": ("first_day", "last_day", "first"),
    "/tips": ("band",),
}
"""By the end of an address, ids aside, the fields in which none of these values can stand."""


@pytest.fixture(scope="module")
def principal(premises: Premises) -> StaffMember:
    """She may do all of it, and reads Spanish."""
    with premises.database.writing() as session:
        person = StaffMember(
            school_id=premises.cast.school.id,
            email="directora@demo.example",
            name="La directora",
            role=Role.PRINCIPAL,
            language="es",
            created_at=datetime.now(UTC),
        )
        session.add(person)
        session.flush()
        join(session, session.scalars(select(Inbox).where(Inbox.name == LEE.name)).one(), person)
        return person


@pytest.fixture(scope="module")
def visitor(premises: Premises, principal: StaffMember) -> Visitor:
    return premises.signed_in(principal)


@pytest.fixture(scope="module")
def behind(premises: Premises, principal: StaffMember) -> Behind:
    with premises.database.writing() as session:
        inbox = session.scalars(select(Inbox).where(Inbox.name == LEE.name)).one()
        assert inbox.section_id is not None
        return put_behind(
            session,
            premises,
            inbox,
            principal,
            Families(JORGE.number, HELEN.number, ROSA.number),
            event="Cena",
            section=inbox.section_id,
            known=plan_year(session, premises.cast.school, principal, now=datetime.now(UTC)),
        )


def forms(behind: Behind) -> list[Door]:
    """One for every address of these rooms that takes any."""
    doors = {**EVENTS, **IDEAS, **PLANNERS, **ARRANGERS, **RULERS}
    found = {door.path: door for (method, _), door in behind.calls(doors) if method == "POST"}
    return [*found.values()]


def strict_fields(path: str) -> tuple[str, ...]:
    end = "/" + [part for part in path.split("/") if not part.isdigit()][-1]
    return MUST_BE_MEANT.get(end, ())


def test_what_cannot_be_meant_is_refused_in_the_readers_language_and_nothing_moves(
    premises: Premises, client: httpx.Client, visitor: Visitor, behind: Behind
) -> None:
    before, tried = everything(premises), set()
    for door in forms(behind):
        for field in strict_fields(door.path):
            tried.add(field)
            for value in NEVER_MEANT:
                form = {"csrf": visitor.csrf, **door.form, field: value}
                answer = client.post(door.path, data=form, headers=visitor.headers)
                assert answer.status_code in REFUSED, (door.path, field, value[:20], answer.status_code)
                assert '<html lang="es">' in answer.text, (door.path, field)
    assert tried == {field for fields in MUST_BE_MEANT.values() for field in fields}
    assert everything(premises) == before


def test_ids_of_another_school_or_conversation_are_not_found_in_any_field(
    premises: Premises, client: httpx.Client, visitor: Visitor, behind: Behind
) -> None:
    with premises.database.writing() as session:
        abroad = Section(school_id=premises.neighbours[Role.OFFICE].school_id, name="Harbor 1", grade="1")
        session.add(abroad)
        session.flush()
        harbor = session.scalars(select(Inbox.id).where(Inbox.school_id == abroad.school_id)).first()
    before = everything(premises)
    foreign = {"section": str(abroad.id), "inbox": str(harbor), "message": behind.ids["text"]}
    for door in forms(behind):
        for field in foreign.keys() & door.form.keys():
            form = {"csrf": visitor.csrf, **door.form, field: foreign[field]}
            answer = client.post(door.path, data=form, headers=visitor.headers)
            assert answer.status_code in {NOT_FOUND, UNREADABLE}, (door.path, field)
            assert "Harbor" not in answer.text, (door.path, field)
    assert client.get(f"/events/audience?audience_kind=sections&section={abroad.id}").status_code == 303
    counted = client.get(
        f"/events/audience?audience_kind=sections&section={abroad.id}", headers=visitor.headers
    )
    assert counted.status_code == NOT_FOUND
    assert everything(premises) == before


def test_any_words_anywhere_are_answered(client: httpx.Client, visitor: Visitor, behind: Behind) -> None:
    """Missing, endless, twice, or as no form at all."""
    for door in forms(behind):
        proof = [("csrf", visitor.csrf)]
        names = [*door.form, *ALSO_TYPED]
        whole = {**ALSO_TYPED, **door.form}
        for fields in (
            [],
            [(name, "\x00\ud800👩‍👩‍👧‍👦{{7*7}}%s" * 50) for name in names],
            [(name, value) for name in names for value in (whole[name], "\x00", "-1")],
        ):
            assert post(client, visitor, door.path, [*proof, *fields]) in CLEAR, (door.path, fields[:1])


def test_any_question_in_an_address_is_answered(
    client: httpx.Client, visitor: Visitor, behind: Behind
) -> None:
    event, track, ids = behind.ids["event"], behind.ids["track"], ("-1", "9" * 5000, "%00")
    for path, names in (
        (f"/events/{event}", ("date", "said")),
        (f"/events/{behind.ids['evening']}/check-in/1", ("q",)),
        (
            "/events/audience",
            ("audience_kind", "section", "audience_kind=sections&section", "grade", "group"),
        ),
        (f"/tips/{track}", ("weeks", "week")),
        (f"/tips/{track}/texts/new", ("week", "place")),
        ("/tips/play", ("student", "weeks")),
        ("/calendar", ("year", "new")),
        ("/schedule/not-sent", ("what=tips&why=stopped&day", "what", "event")),
    ):
        for odd in (*ids, "9999-12-31"):
            for name in names:
                answer = client.get(f"{path}?{name}={odd}", headers=visitor.headers)
                assert answer.status_code in CLEAR, (path, name, odd[:20], answer.status_code)
    for odd in ids:
        for path in (
            "/events/{}",
            "/events/{}/edit",
            f"/events/{event}/guests/{{}}",
            "/tips/{}",
            "/tips/ideas/{}",
        ):
            answer = client.get(path.format(odd), headers=visitor.headers)
            assert answer.status_code in {NOT_FOUND, UNREADABLE}, (path, odd[:20])
        gone = client.post(
            f"/events/{event}/needs/{odd}/take", data={"csrf": visitor.csrf}, headers=visitor.headers
        )
        assert gone.status_code in {NOT_FOUND, UNREADABLE}, odd[:20]


def post(client: httpx.Client, visitor: Visitor, path: str, fields: Iterable[tuple[str, str]]) -> int:
    """A form in which a name may stand several times, and half a character anywhere."""
    content = urlencode([*fields], errors="surrogatepass")
    headers = visitor.headers | {"Content-Type": "application/x-www-form-urlencoded"}
    return client.post(path, content=content, headers=headers).status_code
