"""Whom the walk meets, how it knocks at a door, and whether what comes back tells anything of a family."""

import html
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.cast import CARMEN, DANIEL, ELENA, LEE, MAYA, PAT
from app.inbox.found_school import join
from app.inbox.inbox import Inbox, InboxKind
from app.staff.sign_in import sign_out
from app.staff.staff_member import Role, StaffMember
from tests.web.behind import Behind, Families, put_behind
from tests.web.door import Door, Route
from tests.web.planned import plan_year
from tests.web.premises import NOBODY, Premises, Visitor
from tests.web.shelf import SECRET

DINNER, GRIEF = "Dinner of Room 4", "Evening for those who grieve"
SHOWN_TO_NOBODY_ELSE = (SECRET, GRIEF, CARMEN.name, CARMEN.number, CARMEN.number[-8:], "Vega")


@dataclass(frozen=True)
class Scene:
    """Two conversations of one school, and everybody who might knock."""

    of_teacher: Behind
    of_counselor: Behind
    strangers: dict[str, Visitor]
    """Nobody, in every guise."""


def set_scene(premises: Premises) -> Scene:
    now, staff = datetime.now(UTC), premises.cast.staff
    with premises.database.writing() as session:
        counselor = add_colleague(session, premises, "counselor@demo.example", Role.COUNSELOR)
        former = add_colleague(session, premises, "former@demo.example", Role.PRINCIPAL)
        room = Inbox(school_id=premises.cast.school.id, kind=InboxKind.COUNSELOR, name="Counselor")
        session.add(room)
        session.flush()
        join(session, room, counselor)
        teacher_inbox = session.scalars(select(Inbox).where(Inbox.name == LEE.name)).one()
        join(session, teacher_inbox, counselor)  # so that there is a class for what the counselor plans
        assert teacher_inbox.section_id is not None
        section = teacher_inbox.section_id
        known = plan_year(session, premises.cast.school, staff[LEE.email], now=now)
        of_teacher = put_behind(
            session,
            premises,
            teacher_inbox,
            staff[LEE.email],
            Families(CARMEN.number, DANIEL.number, PAT.number),
            event=DINNER,
            section=section,
            known=known,
        )
        of_counselor = put_behind(
            session,
            premises,
            room,
            counselor,
            Families(CARMEN.number, MAYA.number, ELENA.number),
            event=GRIEF,
            section=section,
            known=known,
        )
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
