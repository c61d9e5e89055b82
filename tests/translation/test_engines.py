"""Which engine the settings name."""

import pytest

from app.foundation.errors import Invalid
from app.foundation.settings import Settings
from app.translation.engines import engine_from
from app.translation.port import Engine, EngineDown
from tests.translation.pretend_engine import PretendEngine


def engine_of(**settings: object) -> Engine | None:
    read = Settings.model_validate(settings)
    return engine_from(
        url=read.translation_url,
        engine=read.translation_engine,
        key=read.translation_key.get_secret_value(),
        name=read.translation_name,
        timeout_seconds=read.translation_timeout_seconds,
    )


def test_without_an_address_there_is_no_engine() -> None:
    assert engine_of() is None
    assert engine_of(translation_engine="apertium") is None


@pytest.mark.parametrize(
    ("settings", "name", "is_gist"),
    [
        ({}, "LibreTranslate", False),
        ({"translation_engine": "libretranslate"}, "LibreTranslate", False),
        ({"translation_engine": "apertium"}, "Apertium", True),
        ({"translation_name": "Traductor del distrito"}, "Traductor del distrito", False),
        ({"translation_engine": "apertium", "translation_name": "Gist"}, "Gist", True),
    ],
)
def test_the_engine_is_the_one_that_the_settings_name(
    pretend: PretendEngine, settings: dict[str, str], name: str, is_gist: bool
) -> None:
    engine = engine_of(translation_url=pretend.url + "/", **settings)
    assert engine is not None
    assert (engine.name, engine.is_gist) == (name, is_gist)
    assert engine.translate(["hola"], source="es", target="en") == ["en: hola"]


def test_the_key_reaches_the_engine(pretend: PretendEngine) -> None:
    engine = engine_of(translation_url=pretend.url, translation_key="a-key")
    assert engine is not None
    engine.translate(["hola"], source="es", target="en")
    assert pretend.calls[0].question["api_key"] == "a-key"


def test_an_engine_that_is_down_is_left_in_peace(pretend: PretendEngine) -> None:
    engine = engine_of(translation_url=pretend.url)
    assert engine is not None
    pretend.fails_with(500)
    for _ in range(9):
        with pytest.raises(EngineDown):
            engine.translate(["hola"], source="es", target="en")
    assert len(pretend.calls) == 3


@pytest.mark.parametrize(
    ("settings", "setting"),
    [
        ({"translation_url": "http://127.0.0.1:5000", "translation_engine": "deepl"}, "TRANSLATION_ENGINE"),
        ({"translation_url": "127.0.0.1:5000"}, "TRANSLATION_URL"),
        ({"translation_url": "libretranslate"}, "TRANSLATION_URL"),
        ({"translation_url": "http://"}, "TRANSLATION_URL"),
        ({"translation_url": "http://[::1"}, "TRANSLATION_URL"),
    ],
)
def test_what_cannot_be_meant_is_said_at_the_start(settings: dict[str, str], setting: str) -> None:
    with pytest.raises(Invalid, match=setting):
        engine_of(**settings)
