"""A wording with slots to fill."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.foundation.errors import Invalid
from app.foundation.i18n import _l

_TOKEN = re.compile(r"\{\{|\}\}|\{(?P<slot>[a-z][a-z0-9_]*)\}|[{}]")


@dataclass(frozen=True)
class Template:
    """A text in which `{child}` waits for a value; a brace that is meant as such is doubled."""

    text: str

    def __post_init__(self) -> None:
        for token in _TOKEN.finditer(self.text):
            if token.group() in ("{", "}"):
                where = self.text[token.start() : token.start() + 20]
                raise Invalid(_l("This brace opens or closes no slot: %(where)s"), where=where)

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The names to fill, each once, in order of appearance."""
        return tuple(dict.fromkeys(t["slot"] for t in _TOKEN.finditer(self.text) if t["slot"]))

    def fill(self, **values: str) -> str:
        """The text with every slot filled. Braces within a value stay what they are."""
        if values.keys() != self._names:
            self._refuse(values)
        return _TOKEN.sub(
            lambda token: values[token["slot"]] if token["slot"] else token.group()[0], self.text
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.slots)

    def _refuse(self, values: Mapping[str, str]) -> None:
        if missing := sorted(self._names - values.keys()):
            raise Invalid(_l("Nothing was given for: %(slots)s"), slots=", ".join(missing))
        unknown = sorted(values.keys() - self._names)
        raise Invalid(_l("The wording has no place for: %(slots)s"), slots=", ".join(unknown))
