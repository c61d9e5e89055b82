"""What every page is given to work with."""

from dataclasses import dataclass, field
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.interpreting.outgoing import Desk
from app.sms.catalog import Catalog

PASSWORD_CHECKS_AT_ONCE = 2
"""Argon2 takes its time on purpose: threads of its own, so that nobody who guesses can hold up a webhook."""


@dataclass(frozen=True)
class Parts:
    """The real things behind the pages, chosen where the program is put together."""

    database: Database
    clock: Clock
    settings: Settings
    desk: Desk
    password_checks: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(PASSWORD_CHECKS_AT_ONCE))

    @property
    def catalog(self) -> Catalog:
        return self.desk.catalog


async def parts_of(request: Request) -> Parts:
    parts: Parts = request.state.parts
    return parts


PartsHere = Annotated[Parts, Depends(parts_of)]
