"""The assembled simulator, as its endpoints see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.foundation.clock import Clock
from app.simulator.callbacks import Reports, Webhooks
from app.simulator.calls import Switchboard
from app.simulator.config import SimulatorConfig
from app.simulator.faults import Fates, Faults
from app.simulator.inbound import FamilyTexts
from app.simulator.store import Store


@dataclass
class Simulator:
    """Every part, wired once by `app.py`."""

    config: SimulatorConfig
    store: Store
    faults: Faults
    fates: Fates
    webhooks: Webhooks
    reports: Reports
    family_texts: FamilyTexts
    switchboard: Switchboard
    clock: Clock
    in_flight: int = 0
    peak_in_flight: int = 0

    @property
    def api_latency(self) -> float:
        """How long the API thinks before it answers."""
        return self.config.api_latency if self.faults.api_latency is None else self.faults.api_latency

    @contextmanager
    def counted(self) -> Iterator[None]:
        """One more call is being served, so that a test can prove how many there were at once."""
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        try:
            yield
        finally:
            self.in_flight -= 1


def the_simulator(request: Request) -> Simulator:
    """The one behind this application."""
    simulator: Simulator = request.app.state.simulator
    return simulator


Parts = Annotated[Simulator, Depends(the_simulator)]
