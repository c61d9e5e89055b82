"""One installation of Puente as an operator runs it: real processes over one database, and the pretend provider."""

import hmac
import secrets
import ssl
from base64 import b64encode
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import httpx

from tests.support.servers import Server, WebServer, free_port, start_simulator, start_web, start_worker

ACCOUNT = "AC" + "7" * 32
TOKEN = "kK4vGm-the-token-of-the-account"
SECRET_KEY = "pQ9wZr-the-key-of-the-installation"
INBOUND, STATUS = "/webhooks/twilio/inbound", "/webhooks/twilio/status"

IMPATIENT = {"PUENTE_TWILIO_READ_TIMEOUT_SECONDS": "2", "PUENTE_UNKNOWN_AFTER_SECONDS": "3"}
"""A call is given up after two seconds, and a worker that was silent for three is thought dead."""

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here is encrypted, and loading the world's certificates for every client takes time."""

Form = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TakenText:
    """A text that the provider has taken from us."""

    sid: str
    to: str
    line: str
    body: str
    status: str
    callback: str
    taken_at: datetime


class Provider:
    """The strings behind the pretend provider."""

    def __init__(self, server: WebServer) -> None:
        self.server = server
        self._http = http_client(f"{server.url}/control")

    def misbehave(self, **faults: object) -> None:
        """These switches are set, the others stay."""
        self._http.post("/faults", json=faults).raise_for_status()

    def behave(self) -> None:
        self._http.post("/reset", json={}).raise_for_status()

    def counts(self) -> dict[str, Any]:
        told: dict[str, Any] = self._http.get("/counts").raise_for_status().json()
        return told

    def taken(self) -> list[TakenText]:
        """Every text it has taken from us, in order."""
        return [
            TakenText(
                sid=text["sid"],
                to=text["to"],
                line=text["from"],
                body=text["body"],
                status=text["status"],
                callback=text["callback"],
                taken_at=datetime.fromisoformat(text["created_at"]),
            )
            for text in self._http.get("/sent").raise_for_status().json()
        ]

    def calls(self) -> list[dict[str, Any]]:
        """Every call it has placed for us, in order."""
        told: list[dict[str, Any]] = self._http.get("/calls").raise_for_status().json()
        return told

    def text_as_family(self, phone: str, line: str, body: str, media: Sequence[str] = ()) -> int:
        """A family writes; returns what our webhook answered."""
        form = {"from": phone, "to": line, "body": body, "media": list(media)}
        return int(self._http.post("/texts", json=form).raise_for_status().json()["webhook_status"])

    def close(self) -> None:
        self._http.close()


class Installation:
    """Web, workers and provider that know one another; `with` ends whatever was started."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self._port, self._provider_port = free_port(), free_port()
        self.public_url = f"http://127.0.0.1:{self._port}"
        self.settings = {
            "PUENTE_DATABASE_URL": database_url,
            "PUENTE_PUBLIC_URL": self.public_url,
            "PUENTE_SECRET_KEY": SECRET_KEY,
            "PUENTE_TWILIO_ACCOUNT_SID": ACCOUNT,
            "PUENTE_TWILIO_AUTH_TOKENS": TOKEN,
            "PUENTE_TWILIO_API_URL": f"http://127.0.0.1:{self._provider_port}",
            **settings,
        }
        self._ends = ExitStack()

    def start_web(self) -> WebServer:
        return self._ends.enter_context(start_web(self.folder, self.settings, port=self._port))

    def start_another_web(self) -> WebServer:
        """One more process behind the same public address, as behind a load balancer."""
        return self._ends.enter_context(start_web(self.folder, self.settings))

    def start_worker(self) -> Server:
        return self._ends.enter_context(start_worker(self.folder, self.settings))

    def start_provider(self) -> Provider:
        """The pretend provider, for which every number is an ordinary phone."""
        server = start_simulator(
            self.folder,
            self.settings,
            *("--product-url", self.public_url, "--no-fates"),
            port=self._provider_port,
        )
        provider = Provider(self._ends.enter_context(server))
        self._ends.callback(provider.close)
        return provider

    def logs(self) -> str:
        """All that its processes have printed."""
        return "".join(log.read_text(errors="replace") for log in sorted(self.folder.glob("*.log")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()


def http_client(base_url: str) -> httpx.Client:
    """It waits for slow answers, follows nothing and asks no proxy."""
    return httpx.Client(base_url=base_url, trust_env=False, timeout=60, verify=_NO_TLS)


def signature(url: str, form: Form, token: str = TOKEN) -> str:
    """As the provider signs: the address, then every field by name; bytes that are no text survive as they are."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.digest(token.encode(), signed.encode("utf-8", "surrogateescape"), "sha1")).decode()


def signed_headers(url: str, form: Form, token: str = TOKEN) -> dict[str, str]:
    return {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": signature(url, form, token),
    }


def encoded(form: Form) -> bytes:
    return urlencode(form, errors="surrogateescape").encode()


def new_sid() -> str:
    return "SM" + secrets.token_hex(16)


def incoming_form(
    sender: str, line: str, body: str, *, sid: str | None = None, **more: str
) -> list[tuple[str, str]]:
    """The fields that the provider posts for a family's text, blank ones included."""
    name = sid or new_sid()
    fields = {
        "ToCountry": "US",
        "SmsMessageSid": name,
        "NumMedia": "0",
        "FromZip": "",
        "SmsSid": name,
        "FromState": "WA",
        "SmsStatus": "received",
        "Body": body,
        "To": line,
        "NumSegments": "1",
        "MessageSid": name,
        "AccountSid": ACCOUNT,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }
    return list((fields | more).items())


def report_form(sid: str, status: str, *, error_code: str = "", **more: str) -> list[tuple[str, str]]:
    """The fields of a status callback."""
    fields = {
        "SmsSid": sid,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": "+12065550111",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": "+12065550190",
        "ApiVersion": "2010-04-01",
    }
    if error_code:
        fields["ErrorCode"] = error_code
    return list((fields | more).items())
