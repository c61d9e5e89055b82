"""What is remembered of the languages that an engine speaks."""

import pytest

from app.translation.http_door import TRUSTED_SECONDS, UNTOLD_SECONDS, Pairs, SpokenPairs
from app.translation.port import EngineDown, EngineRefused

ES_EN: Pairs = {("es", "en"): "spa|eng"}


class Listing:
    """An engine's list, and a clock that a test turns."""

    def __init__(self, answer: Pairs | Exception) -> None:
        self.answer = answer
        self.asked = 0
        self.now = 1000.0

    def __call__(self) -> Pairs:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_the_list_is_believed_for_some_minutes_and_then_asked_again() -> None:
    listing = Listing(ES_EN)
    spoken = SpokenPairs(listing, monotonic=lambda: listing.now)
    assert spoken.include("es", "en")
    listing.answer = {}
    listing.now += TRUSTED_SECONDS - 1
    assert spoken.include("es", "en")
    assert listing.asked == 1
    listing.now += 1
    assert not spoken.include("es", "en")


@pytest.mark.parametrize("failure", [EngineDown("away"), EngineRefused("HTTP 404")])
def test_an_engine_that_cannot_tell_is_not_asked_at_every_turn(failure: Exception) -> None:
    listing = Listing(failure)
    spoken = SpokenPairs(listing, monotonic=lambda: listing.now)
    assert [spoken.include("so", "en") for _ in range(9)] == [True] * 9
    assert listing.asked == 1
    listing.answer = ES_EN
    listing.now += UNTOLD_SECONDS
    assert not spoken.include("so", "en")


def test_what_it_last_said_counts_while_it_is_away() -> None:
    listing = Listing(ES_EN)
    spoken = SpokenPairs(listing, monotonic=lambda: listing.now)
    assert spoken.include("es", "en")
    listing.answer = EngineDown("away")
    listing.now += TRUSTED_SECONDS
    assert spoken.include("es", "en")
    assert not spoken.include("so", "en")
