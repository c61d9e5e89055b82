"""The one source of randomness."""

import hashlib
import random
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """An unguessable text of 43 URL-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is stored of a token, so that a stolen database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def jitter() -> float:
    """A factor between 0.5 and 1.5 that spreads retries apart."""
    return 0.5 + random.random()  # noqa: S311 - spreads load, guards nothing
