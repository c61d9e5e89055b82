"""Who is looking: the signed-in staff member, and the proof that a form was theirs to post."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.parts import Parts, PartsHere
from app.dashboard.reader import Reader
from app.foundation.errors import Forbidden
from app.foundation.i18n import _l, best_language, interface_languages
from app.foundation.settings import Settings
from app.schools.school import School
from app.staff.queries import colleagues
from app.staff.sign_in import SESSION_LIVES, TOUCH_EVERY, StaffSession, find_signed_in
from app.staff.staff_member import StaffMember

LANGUAGE_COOKIE = "puente_language"
YEAR_SECONDS = 365 * 24 * 3600
UNATTENDED = "/live"
"""How an address ends that an open page asks by itself: it must not keep alive the session of somebody who has left."""


class NotSignedIn(Exception):
    """Somebody must sign in before they may see this."""


@dataclass(frozen=True)
class SignedIn:
    """A staff member at a page, with everything the page may need of them."""

    token: str
    csrf_token: str
    person: StaffMember
    school: School
    now: datetime
    paused_by: str = ""
    """Who holds back everything that the school sends to many, if anybody does."""

    @property
    def reader(self) -> Reader:
        return Reader(self.person.language, self.school.zone, self.now, self.school.region)


def signed_in(request: Request, parts: PartsHere) -> SignedIn:
    """Found in a short unit of its own, so that no page holds a connection while it thinks."""
    now = parts.clock()
    token = request.cookies.get(cookie_name(parts.settings), "")
    with parts.database.reading() as session:
        found = find_signed_in(session, token, now=now) if token else None
        paused_by = _who_paused(session, found[2]) if found else ""
    if found is None:
        raise NotSignedIn
    staff_session, person, school = found
    if not request.url.path.endswith(UNATTENDED) and now - staff_session.seen_at >= TOUCH_EVERY:
        _touch(parts, staff_session.id, now=now)
    request.state.language = person.language
    return SignedIn(token, staff_session.csrf_token, person, school, now, paused_by)


CurrentStaff = Annotated[SignedIn, Depends(signed_in)]


def acting(
    request: Request, parts: PartsHere, staff: CurrentStaff, csrf: Annotated[str, Form()] = ""
) -> SignedIn:
    """Raises Forbidden for a form that was not made by one of our own pages for this very session."""
    refuse_other_sites(request, parts.settings)
    given = request.headers.get("X-CSRF-Token") or csrf
    if not hmac.compare_digest(given.encode(), staff.csrf_token.encode()):
        raise Forbidden(_l("This form is too old. Please reload the page and try again."))
    return staff


ActingStaff = Annotated[SignedIn, Depends(acting)]


def refuse_other_sites(request: Request, settings: Settings) -> None:
    """Browsers say where a post comes from; only our own pages may."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden(_l("This form came from another site."))
    origin = request.headers.get("Origin")
    ours = {urlsplit(settings.public_url).netloc, request.headers.get("Host", "")}
    if origin is not None and origin.partition("://")[2] not in ours:  # it may be no address at all
        raise Forbidden(_l("This form came from another site."))


def cookie_name(settings: Settings) -> str:
    """With `__Host-` no neighbour on the same domain can plant a session; browsers allow it only over https."""
    return "__Host-puente_session" if settings.cookies_need_https else "puente_session"


def keep_session(response: Response, token: str, settings: Settings) -> None:
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(SESSION_LIVES.total_seconds()),
        path="/",
        secure=settings.cookies_need_https,
        httponly=True,
        samesite="lax",
    )


def forget_session(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.cookies_need_https, httponly=True, samesite="lax"
    )


def keep_language(response: Response, language: str, settings: Settings) -> None:
    """For pages that nobody is signed in to: the sign-in page and errors."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=YEAR_SECONDS,
        path="/",
        secure=settings.cookies_need_https,
        httponly=True,
        samesite="lax",
    )


def language_of(request: Request) -> str:
    """What a page speaks: the staff member's language, the one chosen on this machine, or the browser's."""
    known = getattr(request.state, "language", None) or request.query_params.get("lang")
    for language in (known, request.cookies.get(LANGUAGE_COOKIE)):
        if language in interface_languages():
            return str(language)
    return best_language(request.headers.get("Accept-Language", ""))


def _who_paused(session: Session, school: School) -> str:
    if school.paused_by is None:
        return ""
    return "".join(person.name for person in colleagues(session, school, [school.paused_by]).values())


def _touch(parts: Parts, staff_session_id: int, *, now: datetime) -> None:
    with parts.database.writing() as session:
        staff_session = session.get(StaffSession, staff_session_id)
        if staff_session is not None:
            staff_session.seen_at = now
