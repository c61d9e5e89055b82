"""What the provider's published calculator says of ten thousand texts, for a test to hold ours against.

    python -m scripts.calculator    count again, and write tests/sms/calculator_counts.json

Needs node and npm, as nothing else here does: the calculator is installed into a temporary folder, and only
its numbers stay.
"""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.sms.generated_texts import fingerprint, generated_texts, younger_texts

COUNTS = Path(__file__).resolve().parent.parent / "tests" / "sms" / "calculator_counts.json"
PACKAGE = "sms-segments-calculator"
VERSION = "1.3.0"
SEED = 20270208
TEXTS = 10_000
YOUNGER_TEXTS = 1_000
IN_A_LINE = 100

# One word a text, as tests/sms/test_published_calculator.py writes ours: alphabet and segments, units, characters.
PROGRAM = """
const { SegmentedMessage } = require("%s");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const words = texts.map((text) => {
  const { encodingName, segmentsCount, messageSize, numberOfCharacters } = new SegmentedMessage(text);
  return encodingName === "GSM-7"
    ? `g${segmentsCount}:${messageSize / 7}`
    : `u${segmentsCount}:${messageSize / 16}:${numberOfCharacters}`;
});
console.log(words.join(" "));
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", f"{PACKAGE}@{VERSION}"]
        subprocess.run(install, cwd=folder, check=True)
        recorded = {
            "package": PACKAGE,
            "version": VERSION,
            "seed": SEED,
            "texts": counted(generated_texts(SEED, TEXTS), folder),
            "younger": counted(younger_texts(SEED, YOUNGER_TEXTS), folder),
        }
    COUNTS.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    print(f"{COUNTS.name}: {TEXTS + YOUNGER_TEXTS} texts as {PACKAGE} {VERSION} counts them")


def counted(texts: Sequence[str], folder: str) -> dict[str, str | list[str]]:
    """The counts of some texts, a hundred in a line, and the fingerprint by which a test knows the texts again."""
    answer = subprocess.run(
        ["node", "--eval", PROGRAM % PACKAGE],
        cwd=folder,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    words = answer.stdout.split()
    lines = [" ".join(words[start : start + IN_A_LINE]) for start in range(0, len(words), IN_A_LINE)]
    return {"sha256": fingerprint(texts), "counts": lines}


if __name__ == "__main__":
    main()
