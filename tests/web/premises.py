"""Two schools on one installation, and what a browser holds that comes to it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from sqlalchemy import select

from app.demo.cast import Cast
from app.foundation.database import Database
from app.inbox.found_school import found_school, join
from app.inbox.inbox import Inbox, InboxKind
from app.staff.sign_in import find_signed_in, open_session
from app.staff.staff_member import Role, StaffMember
from app.tables import metadata
from tests.support.installation import Installation, http_client

COOKIE = "puente_session"
NEIGHBOUR_LINE = "+14255550150"
VOLATILE = frozenset({"staff_sessions", "sign_in_failures"})
"""Tables that knocking at a door may change."""


@dataclass
class Premises:
    """Where hostile visitors knock."""

    installation: Installation
    url: str
    database: Database
    cast: Cast
    neighbours: dict[Role, StaffMember]

    def client(self) -> httpx.Client:
        return http_client(self.url)

    def signed_in(self, person: StaffMember) -> "Visitor":
        """A browser of this person, with the proof that its forms are its own."""
        now = datetime.now(UTC)
        with self.database.writing() as session:
            token = open_session(session, person.id, now=now)
            session.flush()
            found = find_signed_in(session, token, now=now)
            assert found is not None
            return Visitor(token, found[0].csrf_token)


@dataclass(frozen=True)
class Visitor:
    """What a browser holds: nothing at all, or a session."""

    token: str = ""
    csrf: str = "made up"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.token}"} if self.token else {}


NOBODY = Visitor()


def make_neighbours(database: Database) -> dict[Role, StaffMember]:
    """Another school on the same installation, where everybody who works there answers its one inbox."""
    now = datetime.now(UTC)
    with database.writing() as session:
        school = found_school(
            session,
            name="Harbor School",
            lines=[NEIGHBOUR_LINE],
            office_phone="(425) 555-0100",
            time_zone="America/Los_Angeles",
            now=now,
        )
        office = session.scalars(
            select(Inbox).where(Inbox.school_id == school.id, Inbox.kind == InboxKind.OFFICE)
        ).one()
        people = {}
        for role in Role:
            people[role] = StaffMember(
                school_id=school.id,
                email=f"{role}@harbor.example",
                name=f"The {role}",
                role=role,
                language="en",
                created_at=now,
            )
            session.add(people[role])
            session.flush()
            join(session, office, people[role])
        return people


def everything(premises: Premises) -> dict[str, list[tuple[object, ...]]]:
    """Every row that matters, so that one can see that nothing has moved."""
    with premises.database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name not in VOLATILE
        }
