import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.sms.catalog import DEFAULT_DIRECTORY


def check(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["templates", "check", *arguments])
    return result.exit_code, result.output


@pytest.fixture
def wordings(tmp_path: Path) -> Path:
    """A copy of what we ship, to spoil."""
    return Path(shutil.copytree(DEFAULT_DIRECTORY, tmp_path / "message_templates"))


def spoil(file: Path, written: str, instead: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert written in content
    file.write_text(content.replace(written, instead), encoding="utf-8")


def test_all_that_we_ship_passes() -> None:
    assert check() == (0, "All wordings are in order.\n")


def test_a_mistake_in_a_text_of_the_software_is_refused(wordings: Path) -> None:
    spoil(wordings / "help.toml", "Reply STOP", "Reply QUIT or YES")
    status, output = check("--directory", str(wordings))
    assert status == 1
    assert "help: en: 'YES' means something to the carrier and cannot be a choice" in output


def test_a_mistake_in_a_phrase_is_refused(wordings: Path) -> None:
    spoil(wordings / "phrases" / "pick_up.toml", "Who will pick up {child} today?", "Who’s picking up today?")  # noqa: RUF001 - curly
    status, output = check("--directory", str(wordings))
    assert status == 1
    assert "phrases/pick_up.who_today: en: does not fill 'child' as another language does" in output
    assert """phrases/pick_up.who_today: en: write "'" instead of '’'""" in output  # noqa: RUF001 - curly


def test_a_folder_that_nobody_reads_is_refused(wordings: Path) -> None:
    (wordings / "poems").mkdir()
    (wordings / "poems" / "snow.toml").touch()
    assert check("--directory", str(wordings)) == (1, "poems/nothing reads this folder\n")


@pytest.mark.parametrize(
    ("name", "written", "instead"),
    [
        ("help.toml", "[text]", "[text"),
        ("help.toml", "[text]", "[words]"),
        ("phrases/thanks.toml", "{child}", "{child"),
        ("phrases/_bank.toml", 'kind = "amount"', 'kind = "color"'),
    ],
)
def test_a_file_that_cannot_be_read_is_named_in_a_sentence(
    wordings: Path, name: str, written: str, instead: str
) -> None:
    spoil(wordings / name, written, instead)
    status, output = check("--directory", str(wordings))
    assert status == 1
    assert name in output.replace("\n", "")
    assert "Traceback" not in output
