"""One way into the product, and what a form says in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Route = tuple[str, str]
"""A method and the path as it is declared."""


@dataclass(frozen=True)
class Door:
    """One way to call a route; in path and form, braces name what stands behind it."""

    path: str
    form: Mapping[str, str] = field(default_factory=dict)


IDEA = {"en": "We sing in the car.", "es": "Cantamos en el carro."}
IN_BOTH = {"text_en": "We cook together.", "text_es": "Cocinamos juntos."}
