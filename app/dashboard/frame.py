"""The frame around a page of somebody who has signed in: the strip of health, what there is to check, a complaint."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.dashboard.check_view import checks_of
from app.dashboard.health_view import strip_of
from app.dashboard.parts import Parts
from app.dashboard.rendering import page
from app.dashboard.session import SignedIn
from app.foundation.errors import DomainError
from app.foundation.web import http_number


def framed_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    template: str,
    refusal: DomainError | None = None,
    **context: Any,  # noqa: ANN401 - templates read anything
) -> Response:
    """A page, with the complaint on it where something was refused."""
    with parts.database.reading() as session:
        strip, to_check = strip_of(session, staff), checks_of(session, staff)
    return page(
        request,
        template,
        staff.reader,
        status=http_number(refusal) if refusal else 200,
        staff=staff,
        strip=strip,
        to_check=to_check,
        complaint=staff.reader.say(refusal.sentence, refusal.values) if refusal else "",
        **context,
    )
