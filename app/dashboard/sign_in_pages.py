"""Signing in and out, and choosing the first password."""

from datetime import UTC
from typing import Annotated
from zoneinfo import ZoneInfo

from anyio import to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.dashboard.fields import AskedWords, Words
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.reader import Reader
from app.dashboard.rendering import page, safe_next, see_other
from app.dashboard.session import (
    ActingStaff,
    forget_session,
    keep_language,
    keep_session,
    language_of,
    refuse_other_sites,
)
from app.foundation.errors import DomainError, Forbidden, Invalid
from app.foundation.i18n import _l, interface_languages
from app.foundation.web import http_number
from app.staff import sign_in as staff_sign_in
from app.staff.invitation import accept, get_invited
from app.staff.sign_in import (
    Credentials,
    check_password,
    find_password_hash,
    hash_password,
    open_session,
    remember_failure,
)
from app.staff.staff_member import StaffMember

TOO_MANY_REQUESTS = 429
UNAUTHORIZED = 401

router = APIRouter()


def stranger(request: Request, parts: Parts) -> Reader:
    """Somebody of whom we know no school yet."""
    return Reader(language_of(request), ZoneInfo(str(UTC)), parts.clock())


@router.get("/sign-in")
def sign_in_page(request: Request, parts: PartsHere, to: AskedWords = "", lang: AskedWords = "") -> Response:
    answer = page(
        request, "sign_in.html", stranger(request, parts), next_path=safe_next(to), email="", complaint=""
    )
    if lang in interface_languages():
        keep_language(answer, lang, parts.settings)
    return answer


@router.post("/sign-in")
async def sign_in(
    request: Request,
    parts: PartsHere,
    email: Words = "",
    password: Words = "",
    to: Words = "",
) -> Response:
    refuse_other_sites(request, parts.settings)
    address = request.client.host if request.client else ""
    credentials = Credentials(
        email[:254],
        password[: staff_sign_in.LONGEST_PASSWORD],
        address,
        parts.settings.secret_key.get_secret_value(),
    )
    try:
        opened = await to_thread.run_sync(_open_session, parts, credentials, limiter=parts.password_checks)
    except Forbidden as refusal:
        return _complain(request, parts, refusal, email=email, next_path=to, status=TOO_MANY_REQUESTS)
    if opened is None:
        wrong = Invalid(_l("This e-mail address and password do not fit together."))
        return _complain(request, parts, wrong, email=email, next_path=to, status=UNAUTHORIZED)
    token, person = opened
    answer = see_other(safe_next(to))
    keep_session(answer, token, parts.settings)
    keep_language(answer, person.language, parts.settings)
    return answer


@router.post("/sign-out")
def sign_out(parts: PartsHere, staff: ActingStaff) -> Response:
    with parts.database.writing() as session:
        staff_sign_in.sign_out(session, staff.token)
    return _goodbye(parts)


@router.post("/sign-out-everywhere")
def sign_out_everywhere(parts: PartsHere, staff: ActingStaff) -> Response:
    with parts.database.writing() as session:
        staff_sign_in.sign_out_everywhere(session, staff.person)
    return _goodbye(parts)


@router.get("/invitations/{token}")
def invitation_page(request: Request, parts: PartsHere, token: str) -> Response:
    reader = stranger(request, parts)
    with parts.database.reading() as session:
        _, person = get_invited(session, token, now=reader.now)
    return page(request, "invitation.html", reader, person=person, complaint="")


@router.post("/invitations/{token}")
async def accept_invitation(
    request: Request,
    parts: PartsHere,
    token: str,
    password: Words = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    refuse_other_sites(request, parts.settings)
    try:
        session_token, person = await to_thread.run_sync(
            _accept, parts, token, password, again, limiter=parts.password_checks
        )
    except Invalid as refusal:
        return await to_thread.run_sync(_ask_again, request, parts, token, refusal)
    answer = see_other("/inbox")
    keep_session(answer, session_token, parts.settings)
    keep_language(answer, person.language, parts.settings)
    return answer


def _open_session(parts: Parts, credentials: Credentials) -> tuple[str, StaffMember] | None:
    now = parts.clock()
    with parts.database.reading() as session:
        person_id, password_hash = find_password_hash(session, credentials, now=now)
    is_right = check_password(password_hash, credentials.password)  # slow on purpose: no transaction is open
    with parts.database.writing() as session:
        if person_id is None or not is_right:
            remember_failure(session, credentials, now=now)
            return None
        return open_session(session, person_id, now=now), session.get_one(StaffMember, person_id)


def _accept(parts: Parts, token: str, password: str, again: str) -> tuple[str, StaffMember]:
    if password != again:
        raise Invalid(_l("The two passwords are not the same."))
    now, password_hash = parts.clock(), hash_password(password)
    with parts.database.writing() as session:
        person = accept(session, token, password_hash=password_hash, now=now)
        return open_session(session, person.id, now=now), person


def _ask_again(request: Request, parts: Parts, token: str, refusal: DomainError) -> Response:
    reader = stranger(request, parts)
    with parts.database.reading() as session:
        _, person = get_invited(session, token, now=reader.now)
    complaint = reader.say(refusal.sentence, refusal.values)
    return page(
        request, "invitation.html", reader, status=http_number(refusal), person=person, complaint=complaint
    )


def _complain(
    request: Request, parts: Parts, refusal: DomainError, *, email: str, next_path: str, status: int
) -> Response:
    reader = stranger(request, parts)
    return page(
        request,
        "sign_in.html",
        reader,
        status=status,
        next_path=safe_next(next_path),
        email=email,
        complaint=reader.say(refusal.sentence, refusal.values),
    )


def _goodbye(parts: Parts) -> Response:
    answer = see_other("/sign-in")
    forget_session(answer, parts.settings)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
