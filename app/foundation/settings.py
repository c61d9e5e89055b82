"""What an operator may set: the only reader of the environment."""

import os
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """The settings of one installation, from `PUENTE_…` variables or a `.env` file beside the working directory."""

    model_config = SettingsConfigDict(env_prefix="PUENTE_", env_file=".env", extra="ignore", frozen=True)

    database_url: str = f"sqlite:///{REPOSITORY / 'var' / 'puente.db'}"
    public_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = SecretStr("")
    twilio_account_sid: str = ""
    twilio_auth_tokens: SecretStr = SecretStr("")
    twilio_api_key: str = ""
    twilio_api_secret: SecretStr = SecretStr("")
    twilio_messaging_service_sid: str = ""
    twilio_api_url: str = "https://api.twilio.com"
    twilio_read_timeout_seconds: float = Field(35.0, gt=0)
    worker_threads: int = Field(10, ge=1, le=10)
    """At most 10 calls in flight per provider account: Twilio asks for no more."""
    unknown_after_seconds: float = Field(60.0, gt=0)
    """How long a claimed text may stay silent before its outcome counts as unknown; longer than a whole call."""
    translation_url: str = ""
    """Where the translation engine is; without one people translate, and a family's text is shown as it came."""
    translation_engine: str = "libretranslate"
    translation_key: SecretStr = SecretStr("")
    translation_name: str = ""
    """What readers are told made a translation, if not the engine's own name."""
    translation_timeout_seconds: float = Field(20.0, gt=0)
    segment_price: Decimal = Field(Decimal("0.012"), ge=0)
    """What one segment costs about, the carriers' fees included; a composer says so while somebody types."""
    picture_price: Decimal = Field(Decimal("0.03"), ge=0)
    """What one text with a picture costs about, however long its words are."""
    voices: dict[str, str] = Field(
        default_factory=lambda: {"en": "en-US/Polly.Joanna-Neural", "es": "es-US/Polly.Lupe-Neural"}
    )
    """Which of the provider's voices reads calls aloud, by language, as locale/voice. Without one there is no call."""
    calls_at_once: int = Field(20, ge=1, le=100)
    """So many phones at most ring or listen at the same time for one line of a school."""
    currency: str = Field("USD", pattern="^[A-Z]{3}$")
    log_level: str = "INFO"

    @field_validator("public_url", "twilio_api_url", "translation_url")
    @classmethod
    def _without_trailing_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("voices")
    @classmethod
    def _with_a_locale(cls, voices: dict[str, str]) -> dict[str, str]:
        for voice in voices.values():
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*/[A-Za-z0-9.-]+", voice):
                message = f"{voice!r} is not written as locale/voice, such as es-US/Polly.Lupe-Neural"
                raise ValueError(message)
        return voices

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """All tokens that may have signed a webhook; the first is the current one."""
        return tuple(t.strip() for t in self.twilio_auth_tokens.get_secret_value().split(",") if t.strip())

    @property
    def cookies_need_https(self) -> bool:
        return self.public_url.startswith("https://")


@cache
def load_settings() -> Settings:
    """The settings of this process."""
    return Settings()


def child_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What a process of ours is started with: this one's environment, but of Puente's settings only these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PUENTE_")}
    return inherited | {"PYTHONUNBUFFERED": "1"} | dict(settings)
