"""Puts the simulator together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app.foundation.clock import Clock, system_clock
from app.simulator import call_api, control, phone_calls, phones, provider
from app.simulator.callbacks import Reports, Webhooks
from app.simulator.calls import Switchboard
from app.simulator.config import SimulatorConfig
from app.simulator.faults import Fates, Faults
from app.simulator.inbound import FamilyTexts
from app.simulator.interpreter import door as interpreter
from app.simulator.message import Direction
from app.simulator.page import static_files
from app.simulator.parts import Simulator
from app.simulator.store import Store


class _Stage(FastAPI):
    """Leaves the socket in the scope, so that an answer can be to hang up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn's `send` is a method of what holds the transport; ASGI itself has no way to hang up.
        scope["simulator.transport"] = getattr(getattr(send, "__self__", None), "transport", None)
        await super().__call__(scope, receive, send)


def create_simulator(config: SimulatorConfig, *, clock: Clock = system_clock) -> FastAPI:
    """The whole pretend provider: it opens its store now and its connections when it starts."""
    store = Store(config.database_path)
    faults = Faults()
    fates = Fates(enabled=config.fates)
    webhooks = Webhooks(config)
    simulator = Simulator(
        config=config,
        store=store,
        faults=faults,
        fates=fates,
        webhooks=webhooks,
        reports=Reports(config, store, webhooks, faults=faults, fates=fates, clock=clock),
        family_texts=FamilyTexts(config, store, webhooks, clock),
        switchboard=Switchboard(config, webhooks, faults=faults, fates=fates, clock=clock),
        clock=clock,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        for message in store.unfinished():
            if message.direction == Direction.INBOUND:
                simulator.family_texts.carry_on(message)
            else:
                simulator.reports.begin(message)
        yield
        await webhooks.stop()
        store.close()

    stage = _Stage(
        title="Puente's pretend provider", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    stage.state.simulator = simulator
    stage.add_exception_handler(provider.ApiRefusal, provider.refusal_answer)
    stage.add_exception_handler(interpreter.EngineRefusal, interpreter.refusal_answer)
    stage.include_router(provider.account_router)
    stage.include_router(provider.router)
    stage.include_router(call_api.router)
    stage.include_router(control.health_router)
    stage.include_router(call_api.control_router)
    stage.include_router(control.router)
    stage.include_router(interpreter.router)
    stage.include_router(phone_calls.router)
    stage.include_router(phones.router)
    stage.mount("/static", static_files(), name="static")
    return stage
