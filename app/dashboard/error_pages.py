"""Refusals and accidents as pages in the reader's language."""

from collections.abc import Mapping
from datetime import UTC
from http import HTTPStatus
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from app.dashboard.reader import Reader
from app.dashboard.rendering import page, see_other
from app.dashboard.session import UNATTENDED, NotSignedIn, language_of
from app.foundation.clock import Clock
from app.foundation.errors import DomainError
from app.foundation.i18n import _l
from app.foundation.logging import get_logger
from app.foundation.web import http_number

MACHINES = ("/webhooks/", "/healthz", "/readyz", "/metrics")
"""Whoever calls these reads no page."""

SENTENCES = {
    HTTPStatus.FORBIDDEN: _l("This is not yours to do."),
    HTTPStatus.NOT_FOUND: _l("There is no such page."),
    HTTPStatus.METHOD_NOT_ALLOWED: _l("This page cannot be used in that way."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _l("That is more than this page takes."),
    HTTPStatus.UNPROCESSABLE_ENTITY: _l(
        "Something on this form is not as it should be. Please go back and look again."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: _l(
        "Puente cannot reach its database right now. Please try again in a minute."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: _l(
        "Something went wrong on our side. Nothing was sent. Please try again."
    ),
}
TITLES = {
    HTTPStatus.NOT_FOUND: _l("Not found"),
    HTTPStatus.FORBIDDEN: _l("Not allowed"),
    HTTPStatus.CONFLICT: _l("Somebody was faster"),
    HTTPStatus.UNPROCESSABLE_ENTITY: _l("Please look again"),
}

log = get_logger(__name__)


def install_error_pages(app: FastAPI, clock: Clock) -> None:
    """Every refusal of this application is answered by a page, and by a line of text where machines ask."""
    pages = ErrorPages(clock)
    app.add_exception_handler(DomainError, pages.refused)
    app.add_exception_handler(NotSignedIn, pages.not_signed_in)
    app.add_exception_handler(RequestValidationError, pages.misread)
    app.add_exception_handler(HTTPException, pages.http_error)
    app.add_exception_handler(OperationalError, pages.no_database)
    app.add_exception_handler(Exception, pages.accident)


class ErrorPages:
    """What is answered instead of a page that could not be made."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)  # noqa: S101 - registered for nothing else
        return self._page(request, http_number(error), error.sentence, error.values)

    async def not_signed_in(self, request: Request, _error: Exception) -> Response:
        if request.url.path.endswith(UNATTENDED) or "HX-Request" in request.headers:
            return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": "/sign-in"})
        if request.method != "GET" or request.url.path == "/":
            return see_other("/sign-in")
        came_for = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return see_other("/sign-in", to=came_for)

    async def misread(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
        is_address = any(problem["loc"][0] == "path" for problem in error.errors())
        return self._known(request, HTTPStatus.NOT_FOUND if is_address else HTTPStatus.UNPROCESSABLE_ENTITY)

    async def http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
        response = self._known(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    async def no_database(self, request: Request, error: Exception) -> Response:
        log.error("database_unreachable", error=type(error).__name__)
        return self._known(request, HTTPStatus.SERVICE_UNAVAILABLE)

    async def accident(self, request: Request, _error: Exception) -> Response:
        return self._known(request, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _known(self, request: Request, status: int) -> Response:
        sentence = SENTENCES.get(HTTPStatus(status), SENTENCES[HTTPStatus.UNPROCESSABLE_ENTITY])
        return self._page(request, status, sentence, {})

    def _page(self, request: Request, status: int, sentence: str, values: Mapping[str, object]) -> Response:
        if request.url.path.startswith(MACHINES):
            return PlainTextResponse(HTTPStatus(status).phrase, status_code=status)
        reader = Reader(language_of(request), ZoneInfo(str(UTC)), self._clock())
        title = reader.gettext(TITLES.get(HTTPStatus(status), _l("That did not work")))
        return page(
            request, "error.html", reader, status=status, title=title, sentence=reader.say(sentence, values)
        )
