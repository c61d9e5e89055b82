"""What a page says about words in two languages: who made them, what they wait for, why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.dashboard.reader import Reader
from app.foundation.i18n import _l
from app.interpreting.queries import Beside
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Problem
from app.interpreting.translation_review import ReviewKind, TranslationReview
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.sms.languages import family_languages
from app.staff.staff_member import StaffMember

NOT_READ = {
    Problem.BROKEN_LOCK: _l(
        "Not translated: the engine would have changed a name, a number, a time or a link."
    ),
    Problem.REFUSED: _l("Not translated: the engine does not know this language."),
    Problem.GIST_ONLY: _l("Not translated: the engine is not good enough for this."),
    Problem.NO_ENGINE: _l("Not translated: this school has no translation engine."),
    Problem.TOO_LATE: _l("Not translated: the engine was away for too long."),
}
"""Why staff do not read a family's text in their own language."""

S = DeliveryStatus
NOT_OUT = frozenset({S.DRAFT, S.HELD, S.QUEUED, S.SUPPRESSED, S.EXPIRED, S.CANCELLED})


@dataclass(frozen=True)
class Labels:
    """The labels of one page, for one reader."""

    reader: Reader
    people: Mapping[int, StaffMember]
    """Whom a label may name."""
    _said: dict[tuple[str, str], str] = field(default_factory=dict)
    """A page says the same about many texts."""

    def made(self, translation: Translation) -> str:
        """Where a wording comes from, so that nobody takes a machine's for a person's."""
        gettext, maker = self.reader.gettext, self.name(translation.made_by)
        if translation.is_gist:
            label = gettext(_l("Gist by %(engine)s: may be wrong")) % {"engine": translation.engine}
        elif translation.maker is Maker.ENGINE and maker:
            sentence = gettext(_l("Translated by %(engine)s (machine), changed by %(who)s"))
            label = sentence % {"engine": translation.engine, "who": maker}
        elif translation.maker is Maker.ENGINE:
            sentence = gettext(_l("Translated by %(engine)s (machine), %(time)s"))
            label = sentence % {"engine": translation.engine, "time": self.reader.clock(translation.made_at)}
        elif translation.maker is Maker.PHRASE:
            label = gettext(_l("From the phrase bank"))
        elif translation.maker is Maker.MEMORY:
            label = gettext(_l("In words that a colleague approved before"))
        else:
            label = gettext(_l("Written by %(who)s")) % {"who": maker}
        if translation.reviewed_by is None or translation.reviewed_by == translation.made_by:
            return label
        checked = gettext(_l("checked by %(who)s")) % {"who": self.name(translation.reviewed_by)}
        return f"{label}, {checked}"

    def named(self, sentence: str, language: str) -> str:
        """A sentence that names a language."""
        said = self._said.get((sentence, language))
        if said is None:
            said = self.reader.say(sentence, {"language": self.reader.language_word(language)})
            self._said[sentence, language] = said
        return said

    def sent_in(self, message: Message) -> str:
        """In which language a text left; one that has not left says only in which it is."""
        sentence = _l("In %(language)s") if message.status in NOT_OUT else _l("Sent in %(language)s")
        if message.language is not None:
            return self.named(sentence, message.language)
        every = [self.reader.language_word(language) for language in family_languages()]
        return self.reader.say(sentence, {"language": self.reader.listed(every)})

    def sent_as_it_was(self, message: Message) -> str:
        language = self.reader.language_word(message.language) if message.language else ""
        values = {"language": language, "who": self.name(message.author_id)}
        return self.reader.say(_l("Sent in %(language)s, because %(who)s chose so"), values)

    def wrote(self, message: Message) -> str:
        return self.reader.say(_l("%(who)s wrote"), {"who": self.name(message.author_id)})

    def corrected(self, translation: Translation) -> str:
        who = {"who": self.name(translation.made_by)}
        return self.reader.say(_l("Corrected by %(who)s, after it had left:"), who)

    def asked(self, beside: Beside, language: str) -> str:
        """That a colleague has been asked about the wording in that language, and by when; "" where nobody has."""
        review = beside.reviews.get(language)
        if review is None or review.kind is not ReviewKind.MARKED_WRONG:
            return ""
        return f"{self.reader.gettext(_l('A colleague has been asked'))} · {promise(self.reader, review)}"

    def name(self, staff_member_id: int | None) -> str:
        person = self.people.get(staff_member_id) if staff_member_id else None
        return person.name if person else ""


def promise(reader: Reader, review: TranslationReview) -> str:
    """By when a colleague is promised to have looked, or that the time has passed."""
    when = {"when": reader.when(review.promised_at)}
    if review.promised_at < reader.now:
        return reader.say(_l("It was promised by %(when)s and is late"), when)
    return reader.say(_l("Promised by %(when)s"), when)


def people_named(besides: Mapping[int, Beside]) -> set[int]:
    """The staff whom labels of these texts may name."""
    translations = [t for beside in besides.values() for t in beside.translations.values()]
    named = {t.made_by for t in translations} | {t.reviewed_by for t in translations}
    return {staff_member_id for staff_member_id in named if staff_member_id is not None}
