"""One's own account: the language of the screens, and every browser that is signed in."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.fields import Words
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
        strip = strip_of(session, staff)
    role = staff.reader.gettext(ROLES[staff.person.role])
    return page(request, "account.html", staff.reader, staff=staff, strip=strip, role=role)


@router.post("/account/language")
def choose_language(parts: PartsHere, staff: ActingStaff, language: Words = "") -> Response:
    if language not in interface_languages():
        raise Invalid(_l("Puente does not speak that language yet."))
    with parts.database.writing() as session:
        get_staff_member(session, staff.school, staff.person.id).language = language
    answer = see_other("/account")
    keep_language(answer, language, parts.settings)
    return answer
