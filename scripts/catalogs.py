"""The interface sentences and their translations under `locales/`.

    python scripts/catalogs.py update    carry new and changed sentences into every catalog, drop those gone
    python scripts/catalogs.py check     fail, naming every sentence that is missing, gone, unsure or empty

English is the source: a sentence is its own key. A reworded one keeps its translation, marked `fuzzy` until
a person has read it. Catalogs carry no dates and no line numbers, so that a diff shows wording only.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parent.parent
LOCALES = REPOSITORY / "locales"
FIRST_LANGUAGES = ("es",)
SOURCES = [("app/dashboard/templates/**.html", "jinja2"), ("app/**.py", "python")]
OPTIONS = {"app/dashboard/templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")


def main() -> int:
    match sys.argv[1:]:
        case ["update"]:
            update()
            return 0
        case ["check"]:
            complaints = list(check())
            print(*complaints, sep="\n", end="\n" if complaints else "")
            print(f"catalogs: {len(complaints)} to mend" if complaints else "catalogs: complete")
            return 1 if complaints else 0
        case _:
            print(__doc__)
            return 2


def update() -> None:
    """Every catalog has exactly the sentences of the source, translated as far as they were before."""
    source = extract()
    for language in languages():
        catalog = read(language)
        catalog.update(source)
        catalog.obsolete.clear()
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        entries = BytesIO()
        write_po(entries, catalog, omit_header=True, sort_by_file=True, include_lineno=False, width=100)
        path.write_bytes(header(language).encode() + entries.getvalue())


def check() -> Iterator[str]:
    """What a reader of each catalog would find amiss, a line each."""
    source = extract()
    for language in languages():
        catalog = read(language)
        for message in source:
            if message.id and catalog.get(message.id, message.context) is None:
                yield f"{language}: missing (run `make catalogs`): {shown(message)}"
        for message in catalog:
            if not message.id:
                continue
            if source.get(message.id, message.context) is None:
                yield f"{language}: no longer in the source (run `make catalogs`): {shown(message)}"
            elif message.fuzzy:
                yield f"{language}: fuzzy: {shown(message)}"
            else:
                yield from (f"{language}: {fault}: {shown(message)}" for fault in faults(message))


def faults(message: Message) -> Iterator[str]:
    """Empty translations, and placeholders that the translation lost or made up."""
    sources, translated = several(message.id), several(message.string)
    if not all(translated):
        yield "empty"
        return
    wanted = placeholders(sources[-1])
    for number, words in enumerate(translated):
        found = placeholders(words)
        # "One child" need not say its number, in any language.
        allowed = {wanted, placeholders(sources[0])} if number == 0 else {wanted}
        if found not in allowed:
            yield f"placeholders {{{', '.join(sorted(found))}}} instead of {{{', '.join(sorted(wanted))}}}"


def several(words: object) -> list[str]:
    """The forms of a sentence, also where there is only one."""
    forms = words if isinstance(words, tuple | list) else [words]
    return [str(form or "") for form in forms]


def placeholders(words: str) -> frozenset[str]:
    return frozenset(named or braced for named, braced in PLACEHOLDER.findall(words))


def shown(message: Message) -> str:
    words = repr(several(message.id)[0])
    return f"{words} ({message.context})" if message.context else words


def extract() -> Catalog:
    """All sentences of the code and the pages, as a catalog without translations."""
    catalog = Catalog()
    for path, line, sentence, comments, context in extract_from_dir(
        REPOSITORY,
        SOURCES,
        OPTIONS,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        catalog.add(sentence, None, [(path, line)], auto_comments=comments, context=context)
    return catalog


def read(language: str) -> Catalog:
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def languages() -> list[str]:
    return sorted({*FIRST_LANGUAGES, *(path.parent.parent.name for path in LOCALES.glob("*/*/messages.po"))})


def catalog_path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def header(language: str) -> str:
    return (
        f"# The staff interface of Puente in {Locale.parse(language).english_name}.\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {get_plural(language).plural_forms};\\n"\n\n'
    )


if __name__ == "__main__":
    sys.exit(main())
