"""What every HTTP door shares: a limit on bodies, security headers, and HTTP's numbers for domain refusals."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_NUMBERS: dict[type[DomainError], int] = {NotFound: 404, Forbidden: 403, Conflict: 409, Invalid: 422}


def http_number(error: DomainError) -> int:
    """The HTTP status that says what the refusal says."""
    return _NUMBERS.get(type(error), 400)


class BodyTooLarge(Exception):
    """More bytes came than this door takes."""


class LimitBodies:
    """Answers 413 to a request body of more than `most_bytes`, whether it announced its length or not."""

    def __init__(self, app: App, *, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._most_bytes:
            await _refuse(send)
            return
        taken, has_started, is_too_large = 0, False, False

        async def limited_receive() -> Message:
            nonlocal taken, is_too_large
            message = await receive()
            taken += len(message.get("body", b""))
            is_too_large = taken > self._most_bytes
            if is_too_large:
                raise BodyTooLarge
            return message

        async def watched_send(message: Message) -> None:
            nonlocal has_started
            if is_too_large and not has_started:
                return  # whoever read the body made another answer out of our refusal
            has_started = True
            await send(message)

        try:
            await self._app(scope, limited_receive, watched_send)
        except Exception:
            if not is_too_large:
                raise
        if is_too_large and not has_started:
            await _refuse(send)


async def _refuse(send: Send) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": 413,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")],
        }
    )
    await send({"type": "http.response.body", "body": b"That is more than this address takes."})
