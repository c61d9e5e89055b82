"""HTTP's numbers for the domain's refusals."""

from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound

_NUMBERS: dict[type[DomainError], int] = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422}


def http_number(error: DomainError) -> int:
    """The HTTP status that says what the refusal says."""
    return _NUMBERS.get(type(error), 400)
