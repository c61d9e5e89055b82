"""The provider's JSON and errors, in its own shapes: strings where it says strings, dates as in e-mail."""

from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from app.simulator.config import API_VERSION, SimulatorConfig
from app.simulator.message import Picture, StoredMessage

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")

ERROR_TEXTS = {
    10004: "Call concurrency limit exceeded",
    20001: "The server could not understand the request.",
    20003: "Authenticate",
    20004: "Method not allowed",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service Unavailable",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL",
    21208: "Invalid Timeout",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid 'From' Number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21609: "The StatusCallback is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21620: "Invalid media URL(s)",
    32018: "Twiml size exceeded maximum allowed value of 4000 characters",
    30409: "The message cannot be canceled: it is no longer scheduled.",
}


def segments_of(body: str) -> int:
    """How many pieces the network cuts a text into."""
    if all(c in GSM_BASIC or c in GSM_EXTENDED for c in body):
        return _pieces([2 if c in GSM_EXTENDED else 1 for c in body], whole=160, part=153)
    return _pieces([len(c.encode("utf-16-le")) // 2 for c in body], whole=70, part=67)


def _pieces(widths: list[int], *, whole: int, part: int) -> int:
    if sum(widths) <= whole:
        return 1
    pieces, room = 1, part
    for width in widths:
        if width > room:
            pieces, room = pieces + 1, part
        room -= width
    return pieces


def email_date(moment: float | None) -> str | None:
    """RFC 2822, as all dates of this API."""
    return None if moment is None else format_datetime(datetime.fromtimestamp(moment, UTC))


def message_json(message: StoredMessage, config: SimulatorConfig) -> dict[str, object]:
    """A Message resource."""
    uri = f"{config.account_path}/Messages/{message.sid}"
    return {
        "account_sid": config.account_sid,
        "api_version": API_VERSION,
        "body": "" if message.redacted else message.body,
        "date_created": email_date(message.created_at),
        "date_sent": email_date(message.sent_at),
        "date_updated": email_date(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": None,
        "from": message.sender,
        "messaging_service_sid": message.service,
        "num_media": str(message.media_count),
        "num_segments": str(message.segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.recipient,
        "uri": f"{uri}.json",
    }


def media_json(picture: Picture, message_sid: str, config: SimulatorConfig) -> dict[str, object]:
    """A Media resource; the bytes are at the same address without `.json`."""
    return {
        "account_sid": config.account_sid,
        "content_type": picture.content_type,
        "date_created": email_date(picture.created_at),
        "date_updated": email_date(picture.created_at),
        "parent_sid": message_sid,
        "sid": picture.sid,
        "uri": f"{config.account_path}/Messages/{message_sid}/Media/{picture.sid}.json",
    }


def page_json(
    key: str,
    records: list[dict[str, object]],
    *,
    uri: str,
    filters: list[tuple[str, str]],
    page: int,
    page_size: int,
    next_token: str | None = None,
) -> dict[str, object]:
    """One page of a list; the client takes the records from the only key that it does not know."""

    def address(number: int, token: str | None) -> str:
        query = [*filters, ("PageSize", str(page_size)), ("Page", str(number))]
        return f"{uri}?{urlencode([*query, ('PageToken', token)] if token else query)}"

    return {
        key: records,
        "end": page * page_size + max(len(records) - 1, 0),
        "first_page_uri": address(0, None),
        "next_page_uri": address(page + 1, next_token) if next_token else None,
        "page": page,
        "page_size": page_size,
        # Twilio's own tokens run backwards too; nobody here turns pages back: the first page is offered.
        "previous_page_uri": address(0, None) if page else None,
        "start": page * page_size,
        "uri": address(page, None),
    }


def error_response(
    code: int, status: int, detail: str = "", *, retry_after: int | None = None
) -> JSONResponse:
    """A refusal in the provider's shape."""
    message = ERROR_TEXTS.get(code, "The request was refused.")
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if code == 20003:  # noqa: PLR2004 - the number is the name
        headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return JSONResponse(
        {
            "code": code,
            "message": f"{message}: {detail}" if detail else message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        },
        status_code=status,
        headers=headers,
    )


class DroppedConnection(JSONResponse):
    """No answer at all: the socket closes in the caller's face, after the work was done."""

    def __init__(self) -> None:
        super().__init__(None)

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Abort the socket that `app.py` left in the scope; without one (no real server) fail loudly."""
        transport = scope.get("simulator.transport")
        if transport is None:
            message = "Only a real server can drop a connection."
            raise RuntimeError(message)
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass
