"""What the software says back to a family that has answered, in every language."""

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_skeleton

from app.broadcasts.broadcast import Asks, Broadcast
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.translation.region import in_region, plain


def in_every_language(
    name: str,
    school: School,
    broadcast: Broadcast,
    *,
    catalog: Catalog,
    choice: int | None = None,
    kept: int | None = None,
) -> Mapping[str, str]:
    """By language, a wording of `message_templates/`, with the choice that it is about and another that is kept."""
    told = {}
    for language in family_languages():
        template = catalog.wording(name, language)
        offered = {
            "school": school.name,
            "choice": choice_in_words(broadcast, choice, language),
            "kept": choice_in_words(broadcast, kept, language),
            "choices": " ".join(
                choice_in_words(broadcast, number, language)
                for number in range(1, len(broadcast.choices) + 1)
            ),
            "until": _day(school, broadcast.answers_until, language),
        }
        told[language] = template.fill(**{slot: offered[slot] for slot in template.slots})
    return told


def choice_in_words(broadcast: Broadcast, choice: int | None, language: str) -> str:
    """A choice behind its number: "2) Thursday"; empty for none, and of a drill, which has no words for it."""
    if not choice or broadcast.asks is Asks.NOTHING:
        return ""
    words = broadcast.choices[choice - 1]["words"]
    return f"{choice}) {words.get(language) or next(iter(words.values()))}"


def _day(school: School, moment: datetime | None, language: str) -> str:
    if moment is None:
        return ""
    here = moment.astimezone(school.zone)
    return plain(format_skeleton("MMMMd", here, locale=in_region(language)))
