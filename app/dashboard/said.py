"""What a composer tells about the words of a field: where they come from, or why there are none."""

from dataclasses import dataclass

from app.dashboard.reader import Reader
from app.foundation.i18n import _l, language_word
from app.interpreting.drafting import Proposal
from app.interpreting.translation import Maker
from app.interpreting.translation_request import Problem

MAKERS = {
    Maker.PHRASE: _l("From the phrase bank, reviewed"),
    Maker.MEMORY: _l("Approved by a colleague before"),
    Maker.PERSON: _l("Written by you"),
    Maker.ENGINE: _l("Machine translation (%(engine)s): please check it before it leaves"),
}
PROBLEMS = {
    Problem.BROKEN_LOCK: _l(
        "A name or a number did not come through the machine translation whole, so it is not used."
    ),
    Problem.REFUSED: _l("The translation engine does not take this text."),
    Problem.GIST_ONLY: _l("The translation engine here is not good enough for what families read."),
    Problem.NO_ENGINE: _l("There is no translation engine here."),
    Problem.TOO_LATE: _l("Not translated yet: the translation engine does not answer."),
}
WAITING = _l("Being translated. Reload the page to see the words.")


@dataclass(frozen=True)
class Said:
    """What is told about the words of a field: where they come from, or why there are none."""

    state: str = ""
    """"ready", "waiting", "problem", "as_is" or "own"; empty where there is nothing to tell."""
    label: str = ""
    body: str = ""


NOTHING_SAID = Said()


def say(reader: Reader, proposal: Proposal, language: str) -> Said:
    """A proposal in the reader's words."""
    if proposal.is_waiting:
        return Said("waiting", reader.gettext(WAITING))
    if proposal.problem is not None:
        return Said("problem", reader.gettext(PROBLEMS[proposal.problem]))
    if proposal.maker is Maker.AUTHOR:
        word = language_word(language, reader.language)
        label = reader.say(
            _l("This is in %(language)s already, so there is nothing to translate."), {"language": word}
        )
        return Said("as_is", label)
    label = reader.say(MAKERS[proposal.maker or Maker.ENGINE], {"engine": proposal.engine or ""})
    return Said("ready", label, proposal.body or "")


def say_reading_back(reader: Reader, proposal: Proposal) -> Said:
    """What the engine read in a translation, in the reader's words."""
    if proposal.is_waiting or proposal.problem is not None:
        return say(reader, proposal, reader.language)
    sentence = (
        _l("What it says, by machine (%(engine)s), roughly:")
        if proposal.is_gist
        else _l("What it says, by machine (%(engine)s):")
    )
    return Said("ready", reader.say(sentence, {"engine": proposal.engine or ""}), proposal.body or "")
