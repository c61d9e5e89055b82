"""What pressing a button of a tip or an idea comes to: it is done, or the page says why not."""

from collections.abc import Callable

from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.parts import Parts
from app.dashboard.rendering import see_other
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid

REFUSALS = (Conflict, Forbidden, Invalid)


def done_or_told(
    parts: Parts,
    deed: Callable[[Session], object],
    *,
    there: str,
    told: Callable[[DomainError], Response],
) -> Response:
    """After the deed the browser goes there; a refusal is told on a page of its own making."""
    try:
        with parts.database.writing() as session:
            deed(session)
    except REFUSALS as refusal:
        return told(refusal)
    return see_other(there)
