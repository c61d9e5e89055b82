"""One's own account: the languages that one reads, and every browser that is signed in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.dashboard.check_view import checks_of
from app.dashboard.fields import Words, written_languages
from app.dashboard.health_view import strip_of
from app.dashboard.parts import PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, keep_language
from app.dashboard.words import ROLES
from app.foundation.errors import Invalid
from app.foundation.i18n import _l, interface_languages
from app.staff.queries import get_staff_member

router = APIRouter()


@router.get("/account")
def account_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    with parts.database.reading() as session:
        strip, to_check = strip_of(session, staff), checks_of(session, staff)
    return page(
        request,
        "account.html",
        staff.reader,
        staff=staff,
        strip=strip,
        to_check=to_check,
        role=staff.reader.gettext(ROLES[staff.person.role]),
        others=[language for language in written_languages() if language != staff.person.language],
    )


@router.post("/account/language")
def choose_language(parts: PartsHere, staff: ActingStaff, language: Words = "") -> Response:
    if language not in interface_languages():
        raise Invalid(_l("Puente does not speak that language yet."))
    with parts.database.writing() as session:
        get_staff_member(session, staff.school, staff.person.id).choose_screens(language)
    answer = see_other("/account")
    keep_language(answer, language, parts.settings)
    return answer


@router.post("/account/languages")
def choose_other_languages(
    parts: PartsHere, staff: ActingStaff, language: Annotated[list[str] | None, Form()] = None
) -> Response:
    """These are read and written well enough to check a translation, and no others."""
    chosen = set(language or ())
    if not chosen.issubset(written_languages()):
        raise Invalid(_l("Puente does not speak that language yet."))
    with parts.database.writing() as session:
        get_staff_member(session, staff.school, staff.person.id).reads_too(chosen)
    return see_other("/account")
