"""Twilio: sending through its official client, and reading what it posts to us."""

import re
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.gateway.port import (
    Accepted,
    CarrierOptOut,
    FailureReason,
    FetchedMedia,
    GivenUp,
    IncomingMedia,
    IncomingText,
    MediaGone,
    MediaLater,
    NextStep,
    OutgoingText,
    SendResult,
    SentText,
    StatusReport,
    TryAgain,
    Unknown,
)
from app.gateway.twilio_codes import read_code, report_of
from app.gateway.twilio_media import MediaDoor, is_loopback_url

LONGEST_VALIDITY_SECONDS = 36_000
KEPT_OPEN_SECONDS = 2.0
"""Shorter than any server waits: a text written into a connection that the server is closing is of unknown outcome."""
MOST_LISTED = 200
MOST_MEDIA = 10
LONGEST_URL = 500

Form = Sequence[tuple[str, str]]

_BEFORE_WRITING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""No connection or no TLS: not a byte of the request has left."""
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError)
"""What the official client raises over an answer that is not what it expects."""
_MISCONFIGURED = frozenset({401, 404, 405, 407})
"""Refusals that any text would meet: wrong credentials, or not Twilio's address."""
_FINAL = frozenset({NextStep.GIVE_UP, NextStep.STOP_LINE, NextStep.STOP_ACCOUNT})
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_SHORT_CODE = re.compile(r"\d{5,6}", re.ASCII)
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class TwilioGateway:
    """The port to Twilio's account of one installation."""

    def __init__(
        self,
        *,
        account_sid: str,
        username: str,
        password: str,
        api_url: str,
        messaging_service_sid: str | None = None,
        read_timeout_seconds: float = 35.0,
        connect_timeout_seconds: float = 5.0,
    ) -> None:
        self._account_sid = account_sid
        self._auth = (username, password)
        self._api_url = api_url
        self._messaging_service_sid = messaging_service_sid
        # Twilio ends calls after about 30 s and should be the one to decide.
        # A proxy from the environment stands between us and Twilio, never between us and the simulator.
        self._http = httpx.Client(
            timeout=httpx.Timeout(read_timeout_seconds, connect=connect_timeout_seconds),
            limits=httpx.Limits(keepalive_expiry=KEPT_OPEN_SECONDS),
            trust_env=not is_loopback_url(api_url),
        )
        self._media = MediaDoor(self._http, api_url=api_url, account_sid=account_sid, auth=self._auth)
        self._of_thread = threading.local()

    def close(self) -> None:
        """Connections that were kept open are closed."""
        self._http.close()

    def send(self, text: OutgoingText) -> SendResult:
        """Hand one text over in one POST that nobody repeats: Twilio knows no idempotency key."""
        return self.hand_over(lambda client: client.messages.create(**self._parameters(text)))

    def hand_over(self, create: Callable[[Any], Any]) -> SendResult:
        """What Twilio made of one POST of the official client, by what to do next."""
        connection = self._connection()
        try:
            created = create(connection.client)
        except _BEFORE_WRITING:
            return TryAgain(FailureReason.PROVIDER_TROUBLE, "no connection")
        except httpx.HTTPError as error:
            return Unknown(f"no answer: {type(error).__name__}")
        except (TwilioRestException, TwilioServiceException) as refusal:
            return _read_refusal(connection.status, refusal.code, connection.retry_after)
        except _UNREADABLE as error:
            return Unknown(f"HTTP {connection.status}, an answer we cannot read: {type(error).__name__}")
        if not isinstance(created.sid, str) or not _SID.fullmatch(created.sid):
            return Unknown(f"HTTP {connection.status} without a SID")
        return Accepted(created.sid, str(created.status or ""))

    def find_sent(self, *, to: str, since: datetime) -> Sequence[SentText]:
        """What Twilio took for a number since then, newest first; raises OSError when it does not answer."""
        # Not by DateSent: a text that still waits at Twilio has none and would not be listed.
        listed = self.ask(lambda client: client.messages.list(to=to, limit=MOST_LISTED))
        earliest = since.astimezone(UTC).replace(microsecond=0)
        sent = [_sent_text(m) for m in listed if m.date_created is not None and m.direction != "inbound"]
        return sorted(
            (text for text in sent if text.created_at >= earliest), key=lambda t: t.created_at, reverse=True
        )

    def ask(self, look: Callable[[Any], list[Any]]) -> list[Any]:
        """What the official client lists; raises OSError when Twilio does not answer."""
        connection = self._connection()
        try:
            return look(connection.client)
        except (httpx.HTTPError, TwilioException, *_UNREADABLE) as error:
            message = (
                f"Twilio does not list messages or calls: {type(error).__name__}, HTTP {connection.status}"
            )
            raise ConnectionError(message) from error

    def fetch_media(self, url: str, *, most_bytes: int) -> FetchedMedia | MediaGone | MediaLater:
        """A picture's bytes; credentials go only to the provider's own host and our own account."""
        return self._media.fetch(url, most_bytes=most_bytes)

    def _connection(self) -> "_Connection":
        """The calling thread's own client: the official one is not said to be thread-safe."""
        connection: _Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = _Connection(self._http, self._auth, self._account_sid, self._api_url)
            self._of_thread.connection = connection
        return connection

    def _parameters(self, text: OutgoingText) -> dict[str, object]:
        parameters: dict[str, object] = {
            "to": text.to,
            "body": text.body,
            "status_callback": text.callback_url,
        }
        if text.line:
            parameters["from_"] = text.line
        if service := text.messaging_service_sid or self._messaging_service_sid:
            parameters["messaging_service_sid"] = service
        if text.picture_url is not None:
            parameters["media_url"] = [text.picture_url]
        if text.valid_for_seconds is not None:
            parameters["validity_period"] = min(max(text.valid_for_seconds, 1), LONGEST_VALIDITY_SECONDS)
        return parameters


class _Connection:
    """The official client, and the HTTP client it asks for: one that never repeats and remembers headers.

    The official one cannot tell a refused handshake from a connection that broke after the text was written,
    and the exceptions of its library have lost the answer's headers.
    """

    def __init__(self, http: httpx.Client, auth: tuple[str, str], account_sid: str, api_url: str) -> None:
        from twilio.rest import Client  # noqa: PLC0415 - takes 0.4 s, which the web process need not wait for

        self._http = http
        self.status = 0
        self.retry_after: float | None = None
        # An environment of its own: TWILIO_EDGE and TWILIO_REGION would silently change the host.
        nowhere = {"TWILIO_EDGE": "", "TWILIO_REGION": ""}
        self.client: Any = Client(*auth, account_sid, http_client=self, environment=nowhere)
        self.client.api.base_url = api_url

    def request(
        self,
        method: str,
        url: str,
        *,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        **_settings_of_the_official_client: object,
    ) -> httpx.Response:
        """One exchange. The answer has the three attributes that the official client reads."""
        self.status, self.retry_after = 0, None
        answer = self._http.request(method, url, params=params, data=data, headers=headers, auth=auth)
        self.status = answer.status_code
        self.retry_after = _seconds(answer.headers.get("retry-after", ""))
        return answer


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if re.fullmatch(r"\d{1,6}", retry_after.strip(), re.ASCII) else None


def _read_refusal(status: int, code: object, after_seconds: float | None) -> SendResult:
    """Only a 4xx says that nothing went out; the code then says whether it is worth trying again."""
    words = str(code)[:20]
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return TryAgain(FailureReason.CONGESTED, words, after_seconds)
    if status not in range(400, 500) or status == httpx.codes.REQUEST_TIMEOUT:
        return Unknown(f"HTTP {status}, code {words}")
    if code is None or code == status:
        return _read_bare_refusal(status)
    verdict = read_code(words)
    if verdict.next_step is NextStep.FIND_OUT:
        return Unknown(f"HTTP {status}, code {words}")
    if verdict.next_step in _FINAL:
        return GivenUp(
            verdict.reason,
            words,
            stops_line=verdict.next_step is not NextStep.GIVE_UP,
            stops_account=verdict.next_step is NextStep.STOP_ACCOUNT,
            number_news=verdict.number_news,
        )
    return TryAgain(verdict.reason, words, after_seconds, verdict.next_step)


def _read_bare_refusal(status: int) -> GivenUp:
    """A refusal without a code of Twilio's is somebody else's: a proxy, a firewall, a wrong address."""
    if status in _MISCONFIGURED:
        return GivenUp(FailureReason.ACCOUNT_PROBLEM, f"HTTP {status}", stops_line=True, stops_account=True)
    return GivenUp(FailureReason.UNEXPLAINED, f"HTTP {status}")


def _sent_text(message: Any) -> SentText:  # noqa: ANN401 - the official client has no types
    code = "" if message.error_code is None else str(message.error_code)
    return SentText(
        to=str(message.to),
        line=str(message.from_ or ""),
        body=str(message.body or ""),
        created_at=message.date_created,
        report=report_of(str(message.sid), str(message.status or ""), code),
    )


def read_incoming_text(form: Form) -> IncomingText:
    """The text that a webhook's form tells of, its words exactly as they came.

    Raises Invalid when it names no text, or when a side is no phone: WhatsApp sends as "whatsapp:US.1234".
    """
    fields = _fields(form)
    sender, line = fields.get("From", ""), fields.get("To", "")
    if not _E164.fullmatch(sender):
        raise Invalid(_l("That text did not come from a phone number."))
    if not _E164.fullmatch(line) and not _SHORT_CODE.fullmatch(line):
        raise Invalid(_l("That text was not sent to a phone number."))
    return IncomingText(
        provider_sid=_sid(fields),
        line=line,
        sender=sender,
        body=fields.get("Body", ""),
        media=_media(fields),
        carrier_opt_out=_carrier_opt_out(fields.get("OptOutType", "")),
    )


def read_status_report(form: Form) -> StatusReport:
    """What a status callback's form says; raises Invalid when it names no text or no status."""
    fields = _fields(form)
    status = fields.get("MessageStatus") or fields.get("SmsStatus")
    if not status:
        raise Invalid(_l("That report tells no status."))
    return report_of(_sid(fields), display_text(status)[:40], display_text(fields.get("ErrorCode", ""))[:20])


def _fields(form: Form) -> dict[str, str]:
    """The fields by name; bytes that were not UTF-8 become a replacement mark, as no database takes them."""
    return {
        name: value
        if value.isascii()
        else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for name, value in form
    }


def _sid(fields: dict[str, str]) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if not _SID.fullmatch(sid):
        raise Invalid(_l("That does not say which text it is about."))
    return sid


def _media(fields: dict[str, str]) -> tuple[IncomingMedia, ...]:
    """Whatever addresses are there: they say more than NumMedia does."""
    return tuple(
        IncomingMedia(display_text(url)[:LONGEST_URL], display_text(fields.get(f"MediaContentType{n}", "")))
        for n in range(MOST_MEDIA)
        if (url := fields.get(f"MediaUrl{n}", ""))
    )


def _carrier_opt_out(word: str) -> CarrierOptOut | None:
    known = {keyword.value: keyword for keyword in CarrierOptOut}
    return known.get(word.strip().upper())
