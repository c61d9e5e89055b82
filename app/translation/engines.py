"""Which engine an installation uses."""

from app.foundation.errors import Invalid
from app.translation.apertium import Apertium
from app.translation.breaker import Breaker
from app.translation.libretranslate import LibreTranslate
from app.translation.port import Engine


def engine_from(*, url: str, engine: str, key: str, name: str, timeout_seconds: float) -> Engine | None:
    """The configured engine behind a breaker; None where no address is set: then people translate.

    Raises Invalid for settings that cannot be meant.
    """
    if not url:
        return None
    match engine:
        case "libretranslate":
            return Breaker(
                LibreTranslate(url, key=key, name=name or "LibreTranslate", timeout_seconds=timeout_seconds)
            )
        case "apertium":
            return Breaker(Apertium(url, name=name or "Apertium", timeout_seconds=timeout_seconds))
        case unknown:
            sentence = "PUENTE_TRANSLATION_ENGINE must be libretranslate or apertium, not %(engine)s."
            raise Invalid(sentence, engine=unknown)
