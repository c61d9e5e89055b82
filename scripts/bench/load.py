"""A load that costs little itself: signed webhook calls made beforehand, posted over kept-alive sockets."""

import asyncio
import base64
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

CONNECTIONS = 32


@dataclass(frozen=True)
class Outcome:
    """How a load went."""

    per_second: float
    p99_ms: float
    refused: int


def signed_call(url: str, form: dict[str, str], token: str) -> bytes:
    """One whole HTTP request, signed as the provider signs."""
    words = url + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.digest(token.encode(), words.encode(), "sha1")).decode()
    body = urlencode(form).encode()
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def incoming_form(number: int, *, sender: str, line: str) -> dict[str, str]:
    """The fields that Twilio really sends, blank geography included."""
    return {
        "ToCountry": "US",
        "ToState": "WA",
        "SmsMessageSid": f"SM{number:032x}",
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": f"SM{number:032x}",
        "FromState": "WA",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": f"Buenos días maestra, Ana va a llegar tarde hoy ({number})",
        "FromCountry": "US",
        "To": line,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": f"SM{number:032x}",
        "AccountSid": "AC00000000000000000000000000000000",
        "From": sender,
        "ApiVersion": "2010-04-01",
    }


def post_all(url: str, calls: Sequence[bytes]) -> Outcome:
    """Post every call once, over 32 connections."""
    return asyncio.run(_post_all(urlsplit(url), list(calls)))


async def _post_all(parts: object, calls: list[bytes]) -> Outcome:
    waiting, times, refused = iter(calls), [], 0

    async def connection() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)  # type: ignore[attr-defined]
        for call in waiting:
            began = time.perf_counter()
            writer.write(call)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            times.append(time.perf_counter() - began)
            refused += not head.startswith(b"HTTP/1.1 200")
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    took = time.perf_counter() - began
    return Outcome(len(times) / took, sorted(times)[int(len(times) * 0.99)] * 1000, refused)
