"""What a simulator is told when it is built: the account, where the product is, and whose phones it draws."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

API_ROOT = "/2010-04-01"
API_VERSION = "2010-04-01"
INBOUND_PATH = "/webhooks/twilio/inbound"


class ProviderOptOut(StrEnum):
    """How much of STOP, START and HELP the provider itself answers."""

    DEFAULT = "default"
    ADVANCED = "advanced"
    NONE = "none"


@dataclass(frozen=True)
class SchoolLine:
    """A number of the school as it is saved in a family's contacts."""

    number: str
    label: str


@dataclass(frozen=True)
class Phone:
    """A family's phone, drawn on the page."""

    number: str
    name: str
    description: str = ""
    language: str = "en"
    lines: tuple[SchoolLine, ...] = ()


@dataclass(frozen=True)
class SimulatorConfig:
    """The pretend account, the product it serves, and how the pretend network behaves."""

    account_sid: str
    auth_token: str = field(repr=False)
    api_key: str | None = None
    api_secret: str | None = field(default=None, repr=False)
    product_url: str = "http://127.0.0.1:8000"
    public_url: str | None = None
    own_url: str = "http://127.0.0.1:8001"
    database_path: Path | None = None
    fates: bool = True
    delay: float = 0.4
    api_latency: float = 0.0
    ring_seconds: float = 45.0
    """The longest that a phone of the page rings."""
    key_seconds: float = 45.0
    """How long a call waits for a key of somebody at the page, who has to read what others hear."""
    inbound_retry_pauses: tuple[float, ...] = (0.5, 1.5, 4.0)
    phones: tuple[Phone, ...] = ()
    provider_opt_out: ProviderOptOut | str = ProviderOptOut.DEFAULT
    time_zone: str = "America/Los_Angeles"

    @property
    def signed_url(self) -> str:
        """The product's address as the provider knows it, which is what signatures cover."""
        return (self.public_url or self.product_url).rstrip("/")

    @property
    def account_path(self) -> str:
        """Where this account lives in the API."""
        return f"{API_ROOT}/Accounts/{self.account_sid}"

    def find_phone(self, number: str) -> Phone | None:
        """The drawn phone with this number."""
        return next((phone for phone in self.phones if phone.number == number), None)

    def pool_sender(self, number: str) -> str:
        """The line a messaging service would choose for this phone, or nothing."""
        phone = self.find_phone(number)
        lines = phone.lines if phone and phone.lines else [line for p in self.phones for line in p.lines]
        return lines[0].number if lines else ""

    def reachable(self, url: str) -> str:
        """Where a URL of the product really answers, when its public address leads elsewhere."""
        bare = url.partition("#")[0]
        if bare == self.signed_url or bare.startswith((self.signed_url + "/", self.signed_url + "?")):
            return self.product_url.rstrip("/") + bare[len(self.signed_url) :]
        return bare
