"""A translation engine for the pages of a test, and the worker that brings it what waits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.interpreting.engine_room import EngineRoom, translate_waiting
from app.translation.engines import engine_from
from tests.translation.pretend_engine import PretendEngine

if TYPE_CHECKING:
    from tests.dashboard.conftest import Site

ANA_READ = "Ana read a whole book today!"
ANA_READ_ES = "¡Ana leyó hoy un libro entero!"
DICTIONARY = {ANA_READ: ANA_READ_ES, ANA_READ_ES: ANA_READ}


def from_dictionary(text: str, source: str, target: str) -> str:
    """Knows the sentences above, with whatever stands in place of the name; marks the others as translated."""
    for known, translated in DICTIONARY.items():
        before, after = known.split("Ana")
        if text.startswith(before) and text.endswith(after):
            name = text.removeprefix(before).removesuffix(after)
            return translated.replace("Ana", name)
    return f"({source}-{target}) {text}"


class Worker:
    """Takes to the engine what waits, as often as it is told."""

    def __init__(self, site: "Site", pretend: PretendEngine | None) -> None:
        url = pretend.url if pretend else ""
        engine = engine_from(url=url, engine="libretranslate", key="", name="", timeout_seconds=30)
        self._room = EngineRoom(site.database, engine, site.clock)

    def work(self) -> int:
        return translate_waiting(self._room)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """It works while the block runs."""
        stop = threading.Event()

        def run() -> None:
            while not stop.wait(0.05):
                self.work()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(10)
