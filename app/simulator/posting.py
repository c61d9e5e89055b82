"""A lean POST over kept-open connections.

Every accepted text makes three reports. With httpx they cost about two milliseconds of processor each, which
the product measured on the same machine has to go without; this costs a fifth. Only the answer's status
matters here.
"""

import asyncio
import re
from collections import defaultdict
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

NOT_REACHED = 0
NO_ANSWER = -1
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close\r\n", re.IGNORECASE)

_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_Place = tuple[str, str, int | None]


class Poster:
    """The open connections, kept per place and used by one event loop."""

    def __init__(self) -> None:
        self._idle: defaultdict[_Place, list[_Streams]] = defaultdict(list)

    async def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer; NOT_REACHED when there was nobody, NO_ANSWER when it stayed silent."""
        try:
            parts = urlsplit(url)
            place = (parts.scheme, parts.hostname or "", parts.port)
            request = _request(parts, body, headers)
        except ValueError:
            return NOT_REACHED
        kept = self._kept(place)
        if kept:
            status = await self._exchange(place, kept, request)
            # The other side may hang up just as we write: then it never began, and a fresh connection is due.
            if status != NO_ANSWER or not kept[0].at_eof():
                return status
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                fresh = await asyncio.open_connection(
                    place[1],
                    place[2] or (443 if place[0] == "https" else 80),
                    ssl=place[0] == "https" or None,
                )
        except (OSError, TimeoutError, UnicodeError):
            return NOT_REACHED
        return await self._exchange(place, fresh, request)

    def close(self) -> None:
        """Hang up everywhere."""
        for streams in self._idle.values():
            for _reader, writer in streams:
                writer.close()
        self._idle.clear()

    def _kept(self, place: _Place) -> _Streams | None:
        while self._idle[place]:
            reader, writer = self._idle[place].pop()
            if not (reader.at_eof() or writer.is_closing()):
                return reader, writer
            writer.close()
        return None

    async def _exchange(self, place: _Place, streams: _Streams, request: bytes) -> int:
        reader, writer = streams
        reusable = False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                writer.write(request)
                await writer.drain()
                head = await reader.readuntil(b"\r\n\r\n")
                status = int(head.split(maxsplit=2)[1])
                length = _LENGTH.search(head)
                if status == HTTPStatus.NO_CONTENT or length:
                    await reader.readexactly(int(length[1]) if length else 0)
                    reusable = not _CLOSE.search(head)
                return status
        except (OSError, EOFError, TimeoutError, ValueError, IndexError, asyncio.LimitOverrunError):
            return NO_ANSWER
        finally:
            if reusable:
                self._idle[place].append(streams)
            else:
                writer.close()


def _request(parts: SplitResult, body: bytes, headers: dict[str, str]) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = {"Host": parts.netloc.rpartition("@")[2], "Content-Length": str(len(body)), **headers}
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    if any("\r" in line or "\n" in line for line in lines):
        message = "a line break inside a header"
        raise ValueError(message)
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body
