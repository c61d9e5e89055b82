import pytest

from app.sms.wording_check import carrier_words_offered


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Reply STOP to end, HELP for help.", ["STOP", "HELP"]),
        ("Please reply yes or no.", ["yes"]),
        ("Escriba alto para salir.", ["alto"]),
        ("Responda con la palabra AYUDA.", ["AYUDA"]),
        ("Responda no más si quiere.", ["no más"]),
        ("Say 'end' when you are done.", ["end"]),
        ("Is that right? 1) yes 2) no", ["yes"]),
        ("¿Viene? 1) voy 2) cancelar, 3) otra cosa", ["cancelar"]),
        ("Text back QUIT", ["QUIT"]),
        ("Para cambiar, responda ESPAÑOL.", ["ESPAÑOL"]),
    ],
)
def test_a_carrier_word_offered_as_an_answer_is_noticed(text: str, offered: list[str]) -> None:
    assert carrier_words_offered(text) == offered


@pytest.mark.parametrize(
    "text",
    [
        "Is that right? 1) yes, that is fine 2) no, please call me",
        "Responda 1) sí, por favor 2) no, gracias",
        "The bus will stop at the end of the street. We are glad to help.",
        "Para salir de paseo hace falta permiso. Hace alto en el parque.",
        "Please text me here. Any words are fine.",
        "Ana's coat is here. Ana said yes. Please reply soon.",
    ],
)
def test_the_same_words_may_be_used_to_say_something(text: str) -> None:
    assert carrier_words_offered(text) == []
