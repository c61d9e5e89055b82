"""Apertium over apertium-apy's HTTP API: small and rule-based, good for the gist of a text and no more.

Measured on school texts it turns "late" into "evening" and breaks keywords, so families never get its words.
"""

from collections.abc import Sequence

from babel.core import get_global

from app.translation.http_door import HttpDoor, Pairs, SpokenPairs, wrong_shape


class Apertium:
    """One apertium-apy server."""

    is_gist = True

    def __init__(self, url: str, *, name: str = "Apertium", timeout_seconds: float = 20.0) -> None:
        self.name = name
        self._door = HttpDoor(url, timeout_seconds=timeout_seconds)
        self._spoken = SpokenPairs(self._ask_pairs)

    def speaks(self, source: str, target: str) -> bool:
        return self._spoken.include(source, target)

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        pair = (self._spoken.known() or {}).get((source, target), f"{source}|{target}")
        worded = sum(bool(text.strip()) for text in texts)
        give_up_at = self._door.deadline(questions=worded)
        return [self._ask(text, pair, give_up_at=give_up_at) if text.strip() else text for text in texts]

    def _ask(self, text: str, pair: str, *, give_up_at: float) -> str:
        question = {"langpair": pair, "q": text, "markUnknown": "no", "format": "txt"}
        answer = self._door.post_form("/translate", question, give_up_at=give_up_at)
        try:
            translated = answer["responseData"]["translatedText"]
        except (TypeError, LookupError):
            raise wrong_shape() from None
        if not isinstance(translated, str):
            raise wrong_shape()
        return translated

    def _ask_pairs(self) -> Pairs:
        """Its own codes have three letters; CLDR knows which of two letters each stands for."""
        answer = self._door.get("/listPairs")
        try:
            pairs = [(pair["sourceLanguage"], pair["targetLanguage"]) for pair in answer["responseData"]]
            shorter = get_global("language_aliases")
            return {
                (shorter.get(source, source), shorter.get(target, target)): f"{source}|{target}"
                for source, target in pairs
            }
        except (TypeError, LookupError):
            raise wrong_shape() from None
