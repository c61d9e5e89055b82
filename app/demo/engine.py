"""The make-believe translation engine, asked without a network: for the demo's past, made before anything runs."""

from collections.abc import Sequence

from app.simulator.interpreter.translate import LANGUAGES, translate

ENGINE_NAME = "Demo engine"
"""What screens call it, here and where the demo's worker asks it over HTTP."""


class DemoEngine:
    """The engine that the simulator serves, in this process."""

    name = ENGINE_NAME
    is_gist = False

    def speaks(self, source: str, target: str) -> bool:
        return {source, target} <= set(LANGUAGES)

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        return [translate(text, source=source, target=target) for text in texts]
