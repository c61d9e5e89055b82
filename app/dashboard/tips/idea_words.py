"""What pages say about a family's idea: where it stands, whom it reached, and why nobody may be named."""

from collections.abc import Mapping

from app.dashboard.marks import Mark
from app.dashboard.reader import Reader
from app.dashboard.tips.words import WHY
from app.dashboard.words import Tone
from app.foundation.i18n import _l
from app.tips.delivery import Reason
from app.tips.ideas.author import Nameless
from app.tips.ideas.idea import Consent, FamilyIdea, IdeaStanding

STANDINGS = {
    IdeaStanding.ASKED: (_l("Waiting for the family's answer"), Tone.WAIT, "hourglass"),
    IdeaStanding.REFUSED: (_l("The family would rather not share it"), Tone.CALM, "ban"),
    IdeaStanding.AGREED: (_l("The family agrees; a language waits for approval"), Tone.WAIT, "stamp"),
    IdeaStanding.READY: (_l("The family agrees: ready to share"), Tone.GOOD, "check"),
    IdeaStanding.GOING: (_l("On its way"), Tone.WAIT, "clock"),
    IdeaStanding.SHARED: (_l("Shared with the class"), Tone.GOOD, "send"),
    IdeaStanding.WITHDRAWN: (_l("Withdrawn"), Tone.CALM, "undo-2"),
}

ANSWERS = {
    Consent.WITH_NAME: _l("Yes, with its name"),
    Consent.WITHOUT_NAME: _l("Yes, without a name"),
    Consent.REFUSED: _l("The family would rather not"),
}

NAMELESS = {
    Nameless.STRANGER: _l(
        "Nobody of this class is known to answer this phone, so the idea can only be shared without a name."
    ),
    Nameless.COURT_ORDER: _l(
        "Somebody may not have contact with the child, so the idea can only be shared without a name."
    ),
    Nameless.TWO_HOMES: _l(
        "The child has another home, which would learn from a name who writes to you."
        " So the idea can only be shared without a name."
    ),
}

IDEA_WHY = WHY | {
    Reason.HELD: _l("It was paused until its day was over"),
    Reason.WITHDRAWN: _l("It was withdrawn"),
    Reason.NOT_THEIRS: _l("The child has left the class, or may not be written about to this phone"),
}


def standing_mark(reader: Reader, idea: FamilyIdea, standing: IdeaStanding) -> Mark:
    if standing is IdeaStanding.GOING and idea.due_at is not None and idea.due_at > reader.now:
        return Mark(reader.say(_l("Leaves %(when)s"), {"when": reader.when(idea.due_at)}), Tone.WAIT, "clock")
    words, tone, icon = STANDINGS[standing]
    return Mark(reader.gettext(words), tone, icon)


def why_not(reader: Reader, left_out: Mapping[Reason, int]) -> list[tuple[str, int]]:
    """For how many homes it did not go, by the reason, the most common first."""
    counted = sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0].value))
    return [(reader.gettext(IDEA_WHY[reason]), count) for reason, count in counted]
