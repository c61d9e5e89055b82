"""LibreTranslate over its HTTP API: neural translation on a machine of the school's own."""

from collections.abc import Iterator, Sequence

from app.translation.http_door import HttpDoor, Pairs, SpokenPairs, wrong_shape

MOST_TEXTS = 10
MOST_CHARACTERS = 2_000
"""Of one question: it works through them one after another, each in up to a second, before the time is up."""


class LibreTranslate:
    """One LibreTranslate server."""

    is_gist = False

    def __init__(
        self, url: str, *, key: str = "", name: str = "LibreTranslate", timeout_seconds: float = 20.0
    ) -> None:
        self.name = name
        self._key = {"api_key": key} if key else {}
        self._door = HttpDoor(url, timeout_seconds=timeout_seconds)
        self._spoken = SpokenPairs(self._ask_languages)

    def speaks(self, source: str, target: str) -> bool:
        return self._spoken.include(source, target)

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        answers = list(texts)
        worded = [place for place, text in enumerate(texts) if text.strip()]
        questions = list(_questions(texts, worded))
        give_up_at = self._door.deadline(questions=len(questions))
        for places in questions:
            asked = [texts[place] for place in places]
            for place, answer in zip(
                places, self._ask(asked, source, target, give_up_at=give_up_at), strict=True
            ):
                answers[place] = answer
        return answers

    def _ask(self, texts: list[str], source: str, target: str, *, give_up_at: float) -> list[str]:
        question = {"q": texts, "source": source, "target": target, "format": "text", **self._key}
        answer = self._door.post_json("/translate", question, give_up_at=give_up_at)
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, list) or len(translated) != len(texts):
            raise wrong_shape()
        if not all(isinstance(text, str) for text in translated):
            raise wrong_shape()
        return translated

    def _ask_languages(self) -> Pairs:
        languages = self._door.get("/languages")
        if not isinstance(languages, list):
            raise wrong_shape()
        try:
            return {
                (language["code"], target): target for language in languages for target in language["targets"]
            }
        except (TypeError, LookupError):
            raise wrong_shape() from None


def _questions(texts: Sequence[str], places: Sequence[int]) -> Iterator[list[int]]:
    """The places of the texts that are asked together; a text longer than a question is asked alone."""
    together: list[int] = []
    characters = 0
    for place in places:
        characters += len(texts[place])
        if together and (len(together) == MOST_TEXTS or characters > MOST_CHARACTERS):
            yield together
            together, characters = [], len(texts[place])
        together.append(place)
    if together:
        yield together
