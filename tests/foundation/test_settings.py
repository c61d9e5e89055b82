"""What an operator may set, and what is refused at the start."""

import pytest
from pydantic import ValidationError

from app.foundation.settings import Settings


def test_each_language_of_families_has_a_voice_unless_somebody_takes_it_away() -> None:
    assert set(Settings().voices) == {"en", "es"}
    assert Settings(voices={"so": "en-US/Polly.Joanna"}).voices == {"so": "en-US/Polly.Joanna"}


@pytest.mark.parametrize(
    "voice", ["Polly.Lupe-Neural", "es-US/", "/Polly.Lupe", "es-US/Polly Lupe", "es_US/x"]
)
def test_a_voice_that_would_say_nothing_stops_the_start(voice: str) -> None:
    with pytest.raises(ValidationError, match="locale/voice"):
        Settings(voices={"es": voice})
