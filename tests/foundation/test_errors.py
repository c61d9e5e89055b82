"""Refusals, and what HTTP and other languages make of them."""

import pytest

from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.foundation.ids import digest, jitter, new_token
from app.foundation.text import display_text, folded
from app.foundation.web import http_number


@pytest.mark.parametrize(
    ("refusal", "number"),
    [(NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 422), (DomainError, 400)],
)
def test_http_says_of_a_refusal_what_the_refusal_says(refusal: type[DomainError], number: int) -> None:
    assert http_number(refusal("No.")) == number


def test_a_refusal_can_be_said_in_another_language_because_its_values_are_apart() -> None:
    refusal = Invalid("At most %(count)s characters.", count=1600)
    assert str(refusal) == "At most 1600 characters."
    assert refusal.sentence == "At most %(count)s characters."
    assert refusal.values == {"count": 1600}


def test_a_sentence_without_values_may_hold_a_percent_sign() -> None:
    assert str(Invalid("100 % is too much.")) == "100 % is too much."


def test_tokens_are_long_different_and_fit_an_address() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert all(digest(token) != token for token in tokens)


def test_chance_spreads_retries_by_half_in_either_direction() -> None:
    factors = [jitter() for _ in range(1000)]
    assert 0.5 <= min(factors) < 0.6
    assert 1.4 < max(factors) <= 1.5


@pytest.mark.parametrize(
    ("words", "plain"), [("Muñoz", "munoz"), ("ÁRBOL", "arbol"), ("Plain", "plain"), (None, None), ("", "")]
)
def test_words_are_compared_without_accents_and_capitals(words: str | None, plain: str | None) -> None:
    assert folded(words) == plain


@pytest.mark.parametrize(
    ("words", "shown"),
    [("plain", "plain"), ("a\x00b", "ab"), ("half \ud83d", "half ?"), ("🎒 año", "🎒 año"), ("", "")],
)
def test_words_can_be_kept_by_every_database(words: str, shown: str) -> None:
    assert display_text(words) == shown
