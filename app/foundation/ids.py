"""The one source of randomness."""

import hashlib
import hmac
import random
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """An unguessable text of 43 URL-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def keyed_digest(key: str, words: str) -> str:
    """What is stored of something that could be guessed, so that a stolen database cannot confirm a guess."""
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()


def digest(token: str) -> str:
    """What is stored of a token, so that a stolen database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def jitter() -> float:
    """A factor between 0.5 and 1.5 that spreads retries apart."""
    return 0.5 + random.random()  # noqa: S311 - spreads load, guards nothing
