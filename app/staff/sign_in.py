"""Signing in: passwords, sessions on the server, and patience with those who guess."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base
from app.foundation.errors import Forbidden, Invalid
from app.foundation.i18n import _l
from app.foundation.ids import digest, keyed_digest, new_token
from app.schools.school import School
from app.staff.staff_member import StaffMember

SESSION_LIVES = timedelta(hours=14)
SESSION_IDLES = timedelta(hours=4)
TOUCH_EVERY = timedelta(minutes=1)
THROTTLE_WINDOW = timedelta(minutes=15)
FAILURES_PER_EMAIL = 8
FAILURES_PER_ADDRESS = 40
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

_hasher = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$dEaFEM2CaCJR+73UEAr1yw$zGQThi+PekmvZhOZkm0LTBQ/5j7QEngDVvW4Xg5CBtk"
"""A hash of no password, checked when there is no such person so that both answers take the same time."""


class StaffSession(Base):
    """A browser that is signed in; only the digest of its token is kept."""

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInFailure(Base):
    """One wrong password, remembered for as long as it counts against the next try."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "email_digest", "failed_at"), Index(None, "address_digest", "failed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime]


@dataclass(frozen=True)
class Credentials:
    """What somebody typed, and the network address they typed it from."""

    email: str
    password: str
    address: str
    secret_key: str = ""
    """The installation's own, which keeps the record of failures from naming anybody."""

    @property
    def email_digest(self) -> str:
        return keyed_digest(self.secret_key, self.email.strip().lower())

    @property
    def address_digest(self) -> str:
        return keyed_digest(self.secret_key, self.address)


def find_password_hash(
    session: Session, credentials: Credentials, *, now: datetime
) -> tuple[int | None, str]:
    """The person and hash to check the password against; raises Forbidden while there were too many failures."""
    since = now - THROTTLE_WINDOW
    by_email, by_address = (
        session.scalar(
            select(func.count())
            .select_from(SignInFailure)
            .where(column == value, SignInFailure.failed_at > since)
        )
        or 0
        for column, value in (
            (SignInFailure.email_digest, credentials.email_digest),
            (SignInFailure.address_digest, credentials.address_digest),
        )
    )
    if by_email >= FAILURES_PER_EMAIL or by_address >= FAILURES_PER_ADDRESS:
        raise Forbidden(
            _l("Too many tries. Please wait fifteen minutes, or ask your principal for a new invitation.")
        )
    person = session.scalar(
        select(StaffMember).where(
            StaffMember.email == credentials.email.strip().lower(), StaffMember.deactivated_at.is_(None)
        )
    )
    if person is None or person.password_hash is None:
        return None, _NOBODY
    return person.id, person.password_hash


def check_password(password_hash: str, password: str) -> bool:
    """Takes about 0.2 s on purpose: call it with no transaction open."""
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def hash_password(password: str) -> str:
    """Raises Invalid for a password that is too short or absurdly long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(_l("A password needs at least %(count)s characters."), count=SHORTEST_PASSWORD)
    return _hasher.hash(password)


def remember_failure(session: Session, credentials: Credentials, *, now: datetime) -> None:
    """The failure counts against the next tries; those that no longer count are forgotten."""
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at <= now - THROTTLE_WINDOW))
    session.add(
        SignInFailure(
            email_digest=credentials.email_digest, address_digest=credentials.address_digest, failed_at=now
        )
    )


def open_session(session: Session, staff_member_id: int, *, now: datetime) -> str:
    """A new session exists; returns the token that the browser keeps."""
    token = new_token()
    session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    session.add(
        StaffSession(
            staff_member_id=staff_member_id,
            token_digest=digest(token),
            csrf_token=new_token(),
            created_at=now,
            seen_at=now,
            expires_at=now + SESSION_LIVES,
        )
    )
    return token


def find_signed_in(
    session: Session, token: str, *, now: datetime
) -> tuple[StaffSession, StaffMember, School] | None:
    """Who is signed in, or None when the session has ended, idled too long, or the person no longer works here."""
    row = session.execute(
        select(StaffSession, StaffMember, School)
        .join(StaffMember, StaffMember.id == StaffSession.staff_member_id)
        .join(School, School.id == StaffMember.school_id)
        .where(
            StaffSession.token_digest == digest(token),
            StaffSession.expires_at > now,
            StaffSession.seen_at > now - SESSION_IDLES,
            StaffMember.deactivated_at.is_(None),
        )
    ).first()
    return (row[0], row[1], row[2]) if row else None


def sign_out(session: Session, token: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.token_digest == digest(token)))


def sign_out_everywhere(session: Session, person: StaffMember) -> None:
    """Every browser that this person is signed in with must sign in again."""
    session.execute(delete(StaffSession).where(StaffSession.staff_member_id == person.id))
