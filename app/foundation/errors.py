"""The four ways in which a domain function refuses.

Messages are English sentences marked with `_l`, so that whoever shows them can do so in the reader's language.
"""


class DomainError(Exception):
    """An expected refusal: nothing was changed, and the sentence may be shown to a person.

    `values` fill the %(name)s placeholders of the sentence after it has been translated.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""


class Forbidden(DomainError):
    """The thing is theirs to see but not theirs to change in this way."""


class Conflict(DomainError):
    """Somebody else changed the thing first."""


class Invalid(DomainError):
    """What was given cannot be meant."""
