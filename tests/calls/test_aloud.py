"""What was written to be read, as a voice says it."""

import pytest

from app.calls.aloud import read_aloud


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("Call (206) 555-0100.", "en", "Call 2 0 6, 5 5 5, 0 1 0 0."),
        ("Llame al 206-555-0199 ext. 12", "es", "Llame al 2 0 6, 5 5 5, 0 1 9 9 extensión 1 2"),
        ("Open 6:00-7:30 PM", "en", "Open 6:00 to 7:30 p.m."),
        ("Abrimos de 9 a.m.-2 p.m.", "es", "Abrimos de 9 a.m. a 2 p.m."),
        ("Room 3-4 on 2026-11-23", "en", "Room 3-4 on 2026-11-23"),
        ("More at https://www.harbor.example/snow?day=1", "en", "More at harbor dot example"),
        ("Más en https://harbor.example/x", "es", "Más en harbor punto example"),
        ("No hay clases ❄️ *hoy*", "es", "No hay clases hoy"),
        ("One\n\n  Two", "en", "One\nTwo"),
        ("Dugsigu waa xiran yahay 6:00-7:30", "so", "Dugsigu waa xiran yahay 6:00-7:30"),
    ],
)
def test_numbers_times_and_links_can_be_followed_by_ear(written: str, language: str, said: str) -> None:
    assert read_aloud(written, language) == said
