"""How a new colleague gets a password without anybody else knowing it."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base
from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _l
from app.foundation.ids import digest, new_token
from app.schools.school import School
from app.staff.sign_in import sign_out_everywhere
from app.staff.staff_member import Role, StaffMember

INVITATION_LIVES = timedelta(days=7)


class Invitation(Base):
    """A link, good once and for a week, with which a staff member chooses a password."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


def invite(
    session: Session, school: School, *, email: str, name: str, role: Role, language: str, now: datetime
) -> tuple[StaffMember, str]:
    """The person works here and may choose a password with the returned token; inviting again replaces the link."""
    address = email.strip().lower()
    person = session.scalar(select(StaffMember).where(StaffMember.email == address))
    if person is None:
        person = StaffMember(
            school_id=school.id, email=address, name=name, role=role, language=language, created_at=now
        )
        session.add(person)
        session.flush()
    elif person.school_id != school.id:
        raise Conflict(_l("This e-mail address already belongs to another school."))
    session.execute(
        delete(Invitation).where(Invitation.staff_member_id == person.id, Invitation.accepted_at.is_(None))
    )
    token = new_token()
    session.add(
        Invitation(
            staff_member_id=person.id,
            token_digest=digest(token),
            created_at=now,
            expires_at=now + INVITATION_LIVES,
        )
    )
    return person, token


def get_invited(session: Session, token: str, *, now: datetime) -> tuple[Invitation, StaffMember]:
    """Raises NotFound when the link was used, has expired or never was."""
    row = session.execute(
        select(Invitation, StaffMember)
        .join(StaffMember, StaffMember.id == Invitation.staff_member_id)
        .where(
            Invitation.token_digest == digest(token),
            Invitation.expires_at > now,
            Invitation.accepted_at.is_(None),
            StaffMember.deactivated_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFound(_l("This invitation is no longer good. Ask for a new one."))
    return row[0], row[1]


def accept(session: Session, token: str, *, password_hash: str, now: datetime) -> StaffMember:
    """The person has a password, the link is used up and older sessions have ended.

    The hash comes from `hash_password`, which takes its time: no transaction waits for it.
    """
    invitation, person = get_invited(session, token, now=now)
    session.refresh(invitation, with_for_update=True)
    if invitation.accepted_at is not None:  # somebody else with the link was faster
        raise NotFound(_l("This invitation is no longer good. Ask for a new one."))
    person.password_hash = password_hash
    invitation.accepted_at = now
    sign_out_everywhere(session, person)
    return person
