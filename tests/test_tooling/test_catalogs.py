"""`make check` finds every interface sentence that a Spanish reader would miss."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from scripts.catalogs import faults

SCRIPT = Path(__file__).parents[2] / "scripts" / "catalogs.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a Spanish catalog that is complete."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    pages = tmp_path / "app" / "dashboard" / "templates"
    pages.mkdir(parents=True)
    (pages / "inbox.html").write_text(
        '{{ _("Waiting for %(name)s", name=name) }}'
        "{% trans count=texts|length %}One text{% pluralize %}{{ count }} texts{% endtrans %}"
    )
    (tmp_path / "app" / "staff.py").write_text('_("Sign in")\n_l("Too late")\n')
    run(project=tmp_path, command="update")
    translate(
        tmp_path,
        {
            "Waiting for %(name)s": "Esperando a %(name)s",
            "Sign in": "Entrar",
            "Too late": "Demasiado tarde",
        },
    )
    catalog = catalog_of(tmp_path)
    catalog.write_text(
        catalog.read_text()
        .replace('msgstr[0] ""', 'msgstr[0] "Un mensaje"')
        .replace('msgstr[1] ""', 'msgstr[1] "%(count)s mensajes"')
    )
    assert run(tmp_path, "check").returncode == 0
    return tmp_path


def run(project: Path, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, project / "scripts" / "catalogs.py", command],
        capture_output=True,
        text=True,
        check=False,
    )


def catalog_of(project: Path) -> Path:
    return project / "locales" / "es" / "LC_MESSAGES" / "messages.po"


def translate(project: Path, words: dict[str, str]) -> None:
    catalog = catalog_of(project)
    text = catalog.read_text()
    for sentence, translation in words.items():
        text = text.replace(f'msgid "{sentence}"\nmsgstr ""', f'msgid "{sentence}"\nmsgstr "{translation}"')
    catalog.write_text(text)


def test_updating_a_complete_catalog_changes_nothing(project: Path) -> None:
    before = catalog_of(project).read_bytes()
    run(project, "update")
    assert catalog_of(project).read_bytes() == before


def test_a_new_sentence_is_missing_until_it_is_carried_over_and_empty_until_it_is_translated(
    project: Path,
) -> None:
    (project / "app" / "new.py").write_text('_("A brand new button")')
    assert "missing (run `make catalogs`): 'A brand new button'" in run(project, "check").stdout
    run(project, "update")
    checked = run(project, "check")
    assert "es: empty: 'A brand new button'" in checked.stdout
    assert checked.returncode == 1


def test_a_reworded_sentence_keeps_its_translation_until_a_person_has_read_it(project: Path) -> None:
    (project / "app" / "staff.py").write_text('_("Sign in")\n_l("Too late.")\n')
    assert "no longer in the source" in run(project, "check").stdout
    run(project, "update")
    assert "es: fuzzy: 'Too late.'" in run(project, "check").stdout
    assert "Demasiado tarde" in catalog_of(project).read_text()


@pytest.mark.parametrize(
    ("sentence", "translation", "is_fine"),
    [
        ("Hello %(name)s", "Hola %(name)s", True),
        ("Hello %(name)s", "Hola", False),
        ("Hello %(name)s", "Hola %(nombre)s", False),
        ("Hello {name}", "Hola {nombre}", False),
        (("One text", "%(count)s texts"), ("Un mensaje", "%(count)s mensajes"), True),
        (("One text", "%(count)s texts"), ("Un mensaje", "mensajes"), False),
    ],
)
def test_placeholders_must_survive_translation(
    sentence: str | tuple[str, str], translation: str | tuple[str, str], is_fine: bool
) -> None:
    assert (not list(faults(Message(sentence, translation)))) == is_fine
