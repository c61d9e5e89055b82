"""What is kept whole on the way through an engine, told by hard cases."""

import pytest

from app.translation.locks import NOBODY, LockKind, Masked, Names, align, mask, numeric_dates

SCHOOL = Names.of(
    [
        *(
            "Rose Smith",
            "Sandy López",
            "Angel Ruiz",
            "Mark Rivera",
            "Grace Kim",
            "Will Baker",
            "Summer Young",
        ),
        *(
            "Hope Good",
            "May Yang",
            "April Long",
            "Joy Park",
            "Mateo Lee",
            "María José Hernández",
            "Sofía O'Brien",
        ),
        *("Ana de la Cruz", "Anne-Marie Smith-Jones", "Luz Flores", "Sol Reyes", "Domingo Paz", "Leo Díaz"),
        *("Pa Her", "My Tran", "Do An", "Art Best"),
    ],
    ["Lincoln Elementary School"],
)
FAMILY = Names.of(["Rose Smith", "Will Baker"])


def masked(text: str, language: str = "en", family: Names = NOBODY) -> Masked:
    return mask(text, language=language, names=SCHOOL, family=family)


def kept(text: str, language: str = "en", family: Names = NOBODY) -> list[str]:
    return [lock.typed for lock in masked(text, language, family).locks]


def through(text: str, language: str = "en", into: str = "es") -> str | None:
    """What an engine makes of it that repeats every word."""
    one = masked(text, language)
    return one.restore(one.for_engine, into)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rose and Sandy were late.", ["Rose", "Sandy"]),
        ("A rose will mark the spot, by the grace of an angel.", []),
        ("Thank you Angel!", ["Angel"]),
        ("Will you come?", []),
        ("Will Ana come?", ["Ana"]),
        ("Will Rose come?", ["Rose"]),
        ("Will is coming?", ["Will"]),
        ("Will, can you come?", ["Will"]),
        ("I saw Will today.", ["Will"]),
        ("May I call you?", []),
        ("May Yang was here.", ["May Yang"]),
        ("Mark the date.", []),
        ("Mark your calendars!", []),
        ("Mark Rivera was absent.", ["Mark Rivera"]),
        ("Hope you are well. Hope is doing great.", ["Hope"]),
        ("Summer school starts soon. Summer is doing well.", ["Summer"]),
        ("Grace period is over. Grace needs a coat.", ["Grace"]),
        ("Good morning! Best wishes. Young children can come.", []),
        ("See you in April, April!", ["April"]),
        ("Her book. My pleasure. Do come. An apple.", []),
        ("Pa Her and My Tran were here.", ["Pa Her", "My Tran"]),
        ("María José, Maria Jose and SOFIA", ["María José", "Maria Jose", "SOFIA"]),
        ("Sofia O'Brien's mom called", ["Sofia O'Brien"]),
        ("Anne-Marie Smith-Jones came", ["Anne-Marie Smith-Jones"]),
        ("Ana de la Cruz and the De La Cruz family", ["Ana de la Cruz", "De La Cruz"]),
        ("Ms. Carter, Mr Lee and Dr. Van Horn", ["Ms. Carter", "Mr Lee", "Dr. Van Horn"]),
        ("Ms. Lee's class", ["Ms. Lee"]),
        ("I saw ROSE today", ["ROSE"]),
        ("Rose's homework", ["Rose"]),
        ("“Rose” (Mark) — Sandy/Leo", ["Rose", "Mark", "Sandy", "Leo"]),
        ("Lincoln Elementary School is closed. School opens late.", ["Lincoln Elementary School"]),
        ("MATEO WAS ABSENT TODAY", ["MATEO"]),
        ("WILL YOU COME? MARK THE DATE", []),
        ("Please Bring Your Book On Friday", []),
        ("roses are red", []),
    ],
)
def test_a_capital_makes_a_name_of_a_word_of_the_roster(text: str, names: list[str]) -> None:
    assert kept(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rose llegó tarde con la Sra. Ruiz.", ["Rose", "Sra. Ruiz"]),
        ("Sra. de la Cruz, Sra. de la Vega", ["Sra. de la Cruz", "Sra. de la Vega"]),
        ("Vienen la Sra. Ruiz y Leo con Ana el Domingo.", ["Sra. Ruiz", "Leo", "Ana"]),
        ("Luz está enferma. La luz se fue. el Sol salió", ["Luz", "Sol"]),
        ("Luz verde para todos.", []),
        ("El Domingo vamos. Domingo no vino.", ["Domingo"]),
        ("Flores para la maestra. Gracias, familia Flores", ["Flores"]),
        ("Sofia tiene tos", ["Sofia"]),
        ("¿Ana viene? ¡Mateo también!", ["Ana", "Mateo"]),
    ],
)
def test_names_are_found_in_spanish_too(text: str, names: list[str]) -> None:
    assert kept(text, "es") == names


def test_an_ordinary_word_at_the_start_of_a_sentence_is_a_name_for_the_family_that_has_it() -> None:
    assert kept("Rose needs a coat. Hope needs one too.", family=FAMILY) == ["Rose"]
    assert kept("Will forgot his book. Young minds. Mark, hi.", family=FAMILY) == ["Will", "Mark"]
    assert kept("Will you come?", family=FAMILY) == []


def test_a_name_of_the_family_needs_no_roster() -> None:
    assert [
        lock.typed
        for lock in mask("Hi Zuri!", language="en", names=NOBODY, family=Names.of(["Zuri Oye"])).locks
    ] == ["Zuri"]


@pytest.mark.parametrize(
    ("text", "language", "locks", "into_es", "into_en"),
    [
        ("Thursday, March 5", "en", ["Thursday, March 5"], "Jueves, 5 de marzo", "Thursday, March 5"),
        (
            "on Thursday March 5th",
            "en",
            ["Thursday March 5th"],
            "on jueves, 5 de marzo",
            "on Thursday, March 5",
        ),
        ("by Mar. 5", "en", ["Mar. 5"], "by 5 de marzo", "by March 5"),
        ("by Sept 3, 2026", "en", ["Sept 3, 2026"], "by 3 de septiembre de 2026", "by September 3, 2026"),
        ("on march 5", "en", ["march 5"], "on 5 de marzo", "on March 5"),
        ("on March 5-7", "en", ["March 5-7"], "on 5-7 de marzo", "on March 5-7"),
        ("you may 5", "en", ["5"], "you may 5", "you may 5"),
        ("on may 5th", "en", ["may 5th"], "on 5 de mayo", "on May 5"),
        ("in March, March on", "en", [], "in March, March on", "in March, March on"),
        ("on March 45", "en", ["45"], "on March 45", "on March 45"),
        ("on Feb 29", "en", ["Feb 29"], "on 29 de febrero", "on February 29"),
        ("el 5 de marzo", "es", ["5 de marzo"], "el 5 de marzo", "el March 5"),
        (
            "el jueves 5 de marzo",
            "es",
            ["jueves 5 de marzo"],
            "el jueves, 5 de marzo",
            "el Thursday, March 5",
        ),
        ("el 5 de mayo del 2026", "es", ["5 de mayo del 2026"], "el 5 de mayo de 2026", "el May 5, 2026"),
        ("el marzo 5", "es", ["marzo 5"], "el 5 de marzo", "el March 5"),
        ("el 1ro de abril", "es", ["1ro de abril"], "el 1 de abril", "el April 1"),
        ("el mar 5, hay sol 5", "es", ["5", "5"], "el mar 5, hay sol 5", "el mar 5, hay sol 5"),
        ("at 6:30 PM", "en", ["6:30 PM"], "at 6:30 p.m.", "at 6:30 PM"),
        ("at 8am", "en", ["8am"], "at 8:00 a.m.", "at 8:00 AM"),
        ("at 6:30 p.m. in the gym", "en", ["6:30 p.m."], "at 6:30 p.m. in the gym", "at 6:30 PM in the gym"),
        ("at 6:30 p.m.", "en", ["6:30 p.m"], "at 6:30 p.m.", "at 6:30 PM."),
        ("at 16:30", "en", ["16:30"], "at 4:30 p.m.", "at 4:30 PM"),
        ("at 7:30", "en", ["7:30"], "at 7:30", "at 7:30"),
        ("from 7-8pm", "en", ["7-8pm"], "from 7:00-8:00 p.m.", "from 7:00-8:00 PM"),
        ("from 11-1pm", "en", ["11-1pm"], "from 11:00 a.m.-1:00 p.m.", "from 11:00 AM-1:00 PM"),
        ("trabajo hasta las 7.", "es", ["las 7"], "trabajo hasta las 7.", "trabajo hasta 7."),
        ("vengan a la 1:00 p. m.", "es", ["la 1:00 p. m"], "vengan a la 1:00 p.m.", "vengan a 1:00 PM."),
        ("las 7 maestras", "es", ["7"], "las 7 maestras", "las 7 maestras"),
    ],
)
def test_dates_and_times_are_written_for_the_reader(
    text: str, language: str, locks: list[str], into_es: str, into_en: str
) -> None:
    assert kept(text, language) == locks
    assert through(text, language, "es") == into_es
    assert through(text, language, "en") == into_en


def test_a_weekday_that_does_not_fit_its_date_stays_the_writers() -> None:
    assert through("Come Monday, March 5, 2026", "en") == "Come lunes, 5 de marzo de 2026"


def test_what_is_written_costs_no_costly_alphabet() -> None:
    written = through("Come Thursday, March 5, 6:30-7 PM or 8 a.m. to see us", "en") or ""
    assert written.isascii()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Nos vemos a {}.", "Nos vemos a las 6:30 p.m."),
        ("Nos vemos a las {}.", "Nos vemos a las 6:30 p.m."),
        ("Nos vemos a la {}!", "Nos vemos a las 6:30 p.m.!"),
        ("Hora: {}", "Hora: 6:30 p.m."),
    ],
)
def test_a_spanish_time_gets_its_article(said: str, meant: str) -> None:
    one = masked("See you at 6:30 PM.")
    assert one.restore(said.format(one.for_engine.split()[-1].rstrip(".")), "es") == meant


def test_a_spanish_day_is_not_something_one_is_in() -> None:
    one = masked("See you on March 5.")
    noun = one.for_engine.split()[-1].rstrip(".")
    assert one.restore(f"Nos vemos en {noun}.", "es") == "Nos vemos el 5 de marzo."


@pytest.mark.parametrize(
    ("text", "locks"),
    [
        ("It costs $8, or $8.50, $1,200 or 5€.", ["$8", "$8.50", "$1,200", "5€"]),
        (
            "Call (206) 555-0123 or +52 55 1234 5678, 555-0123.",
            ["(206) 555-0123", "+52 55 1234 5678", "555-0123"],
        ),
        (
            "See https://school.example/a?b=1. Or www.school.example!",
            ["https://school.example/a?b=1", "www.school.example"],
        ),
        (
            "Go to lincoln.k12.example, or forms.example/Ab3 now.How are you",
            ["lincoln.k12.example", "forms.example/Ab3"],
        ),
        (
            "Vea example.com.mx/a y example.org.Es hoy",
            ["example.com.mx/a", "example.org"],
        ),
        (
            "Write to ana.ruiz@school.example, @lincoln #GoTigers #1",
            ["ana.ruiz@school.example", "@lincoln", "#GoTigers", "#1"],
        ),
        ("Reply STOP to end, ALTO para terminar, HELP or ESPAÑOL", ["STOP", "ALTO", "HELP", "ESPAÑOL"]),
        ("Please stop. Help!", []),
        ("STOP RUNNING IN THE HALL", []),
        ("Come? 1) Yes 2)No 3) Maybe", ["1)", "2)", "3)"]),
        ("3rd grade, K-5, B12, 50%, 7-8, -5, 3.5, 1,000, 9/3, ½, 1️⃣", None),
    ],
)
def test_everything_with_a_digit_and_every_address_is_kept(text: str, locks: list[str] | None) -> None:
    if locks is not None:
        assert kept(text) == locks
    one = masked(text)
    assert not any(character.isnumeric() for character in one.for_engine)
    restored = one.restore(one.for_engine, "es") or ""
    assert restored.split() == text.replace("2)No", "2) No").split()


def test_what_may_be_two_dates_is_named_for_the_writer() -> None:
    text = "Meet 9/3 or 10/14/2026, open 24/7, read 7-8 pages of 20/50, again 9/3, 31/12, 05.03.2026"
    assert numeric_dates(text) == ("9/3", "10/14/2026", "31/12", "05.03.2026")


TEXT = "Hi! Ms. Lee and Rose need $8 and 2 pens at 6:30 PM. Reply STOP."
NOUNS = dict(
    zip(
        ("lee", "rose", "eight", "two", "six", "stop"),
        (word.strip(".,!?") for word in masked(TEXT).for_engine.split() if word.startswith("Qx")),
        strict=True,
    )
)


def test_an_honest_engine_gets_everything_back() -> None:
    said = "¡Hola! {lee} y {rose} necesitan {eight} y {two} plumas a {six}. Responda {stop}."
    assert masked(TEXT).restore(said.format_map(NOUNS), "es") == (
        "¡Hola! Ms. Lee y Rose necesitan $8 y 2 plumas a las 6:30 p.m. Responda STOP."
    )


@pytest.mark.parametrize(
    "said",
    [
        "{lee} y Rosa necesitan {eight} y {two} plumas a {six}. {stop}",
        "{lee} y {rose}s necesitan {eight} y {two} plumas a {six}. {stop}",
        "{lee} y Q{rose} necesitan {eight} y {two} plumas a {six}. {stop}",
        "{lee} y Q x b a necesitan {eight} y {two} plumas a {six}. {stop}",
        "{lee} y {lee} necesitan {eight} y {two} plumas a {six}. {stop}",
        "{lee}, {rose} y {rose} necesitan {eight} y {two} plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {eight} y unas plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {eight} y -{two} plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {eight} y {two}% plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {eight} y {two}.000 plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {two},{eight} plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {eight}{two} plumas a {six}. {stop}",
        "{lee} y {rose} necesitan ${eight} y {two} plumas a {six}. {stop}",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}.com {stop}",
        "{lee} y {rose} necesitan {eight} y {two} plumas a las 7:00. {stop}",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. PARAR",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} 7:00",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} http://evil.example",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} example.com",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} o ALTO",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} \u0663",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} \x07",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} \x00",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} \u202e",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} \ufffd",
        "{lee} y {rose} necesitan {eight} y {two} plumas a {six}. {stop} qx",
        "{lee} {rose} {eight} {two} {six} {stop}",
        "",
        "  \n",
    ],
)
def test_an_engine_that_breaks_a_lock_is_not_believed(said: str) -> None:
    assert masked(TEXT).restore(said.format_map(NOUNS), "es") is None


def test_an_engine_may_move_what_it_was_given() -> None:
    one = masked("Rose's homework (2 pages) is due March 5.")
    rose, two, day = (word.split("'")[0].strip("(.") for word in one.for_engine.split() if "Qx" in word)
    said = f"La tarea de {rose}, {two} páginas, es para el {day}"
    assert one.restore(said, "es") == "La tarea de Rose, 2 páginas, es para el 5 de marzo"


def test_a_language_without_blanks_may_touch_a_name() -> None:
    one = masked("Rose is here at 6:30 PM")
    rose, _, _, _, six = one.for_engine.split()
    assert one.restore(f"{six}{'罗斯'}{rose}在这里", "zh") == "18:30罗斯Rose在这里"


def test_the_nouns_are_like_no_word_of_the_text() -> None:
    one = masked("Qxba is what Rose wrote, Xq!")
    assert one.for_engine.startswith("Qxba is what Zq")
    assert one.restore(one.for_engine, "es") == "Qxba is what Rose wrote, Xq!"


def test_what_is_typed_the_same_gets_the_same_noun_and_must_come_back_as_often() -> None:
    one = masked("Rose? Rose!")
    first, second = (word.strip("?!") for word in one.for_engine.split())
    assert first == second
    assert one.restore(f"{first}", "es") is None


def test_what_is_filled_in_for_each_family_is_kept_like_a_name() -> None:
    one = masked("{child} has a half day on Friday. Call {office_phone}.")
    noun = one.for_engine.split()[0]
    assert one.restore(
        one.for_engine.replace("has a half day on Friday", "sale temprano el viernes"), "es"
    ) == ("{child} sale temprano el viernes. Call {office_phone}.")
    assert "{" not in noun
    assert one.key == masked("Rose has a half day on Friday. Call Mark.").key


def test_the_canonical_form_generalises_what_is_kept_and_nothing_else() -> None:
    one = masked("Ms. Lee, call (206) 555-0123 {Now}:  Rose's 3rd book is $8 on March 5 at 1pm. 1) OK STOP")
    assert one.canonical == (
        "Ms. {name1}, call {phone1} {{Now}}:  {name2}'s {number1}rd book is {amount1} on {date1} at {time1}. 1) OK STOP"
    )
    assert masked("hasta la 1:00", "es").canonical == "hasta las {time1}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thank you, Rose!", "thank you,  Mark."),
        ("Hello.\nSee you at 6pm", "Hello! See you at 7:15 AM..."),
        ("THANK YOU", "Thank you"),
    ],
)
def test_the_same_words_are_one_sentence(one: str, other: str) -> None:
    assert masked(one).key == masked(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You can come.", "You can come?"),
        ("Tell us.", "Tell US."),
        ("Thank you, Ms. Lee", "Thank you, Mr. Lee"),
        ("Reply STOP", "Reply HELP"),
        ("Rose and Rose", "Rose and Mark"),
        ("Not today", "Today"),
    ],
)
def test_other_words_are_another_sentence(one: str, other: str) -> None:
    assert masked(one).key != masked(other).key


def test_one_and_two_are_counted_apart() -> None:
    assert masked("Bring 1 fish").memory_key("es") != masked("Bring 2 fish").memory_key("es")
    assert masked("Bring 3 fish").memory_key("es") == masked("Bring 2 fish").memory_key("es")
    assert masked("Bring 3 fish").memory_key("ru") != masked("Bring 5 fish").memory_key("ru")


def test_an_approved_pair_serves_other_names_days_and_times() -> None:
    source = masked("Hi Ms. Lee, see you Thursday, March 5 at 1:00 PM with Rose's 3rd book.")
    target = masked(
        "Hola Sra. Lee, nos vemos el jueves 5 de marzo a la 1:00 p.m. con el 3er libro de Rose.", "es"
    )
    wording = align(source, target)
    assert (
        wording
        == "Hola Sra. {name1}, nos vemos el {date1} a las {time1} con el {number1}er libro de {name2}."
    )
    other = masked("Hi Ms. Kim, see you May 1 at 2pm with Ana's 3rd book!")
    assert other.key == source.key
    assert other.fill_memory(wording, "es") == (
        "Hola Sra. Kim, nos vemos el 1 de mayo a las 2:00 p.m. con el 3er libro de Ana."
    )
    early = masked("Hi Ms. Kim, see you May 1 at 1pm with Ana's 3rd book!")
    assert "a la 1:00 p.m. con" in (early.fill_memory(wording, "es") or "")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("See you March 5", "Nos vemos el 6 de marzo"),
        ("See you March 5", "Nos vemos pronto"),
        ("See you soon", "Nos vemos el 6 de marzo"),
        ("Rose and Mark", "Rose y Rose"),
        ("At 7:30 PM", "A las 7:30 a.m."),
        ("Reply STOP", "Responda AYUDA"),
        ("Bring $8", "Traiga 8"),
    ],
)
def test_a_pair_that_does_not_hold_the_same_says_nothing_about_others(source: str, target: str) -> None:
    assert align(masked(source), masked(target, "es")) is None


def test_a_wording_for_other_slots_is_not_filled() -> None:
    assert masked("Hi Rose").fill_memory("Hola", "es") is None
    assert masked("Hi").fill_memory("Hola {name1}", "es") is None
    assert masked("Hi {Rose}").fill_memory("Hola {{{name1}}}", "es") == "Hola {Rose}"


def test_sentences_are_not_cut_within_what_is_kept() -> None:
    one = masked("Come at 6:30 p.m. to Ms. Lee. See a.example.org/x. Bye")
    assert [piece.text for piece in one.sentences()] == [
        "Come at 6:30 p.m. to Ms. Lee. ",
        "See a.example.org/x. ",
        "Bye",
    ]
    assert [[lock.kind for lock in piece.locks] for piece in one.sentences()] == [
        [LockKind.TIME, LockKind.NAME],
        [LockKind.LINK],
        [],
    ]


@pytest.fixture(scope="module")
def long_roster() -> Names:
    letters = "abcdefghijklmnopqrst"
    return Names.of(f"{a}{b}{c}el {c}{a}{b}ez".title() for a in letters for b in letters for c in letters)


@pytest.mark.parametrize(
    "hostile",
    ["a" * 1600, "1 " * 800, "a." * 800, "a-" * 800, "$1," * 530, "March " * 260, "(1" * 800, "5 p." * 400],
    ids=lambda text: text[:4],
)
def test_a_text_made_to_be_read_for_ever_is_read_to_its_end(hostile: str, long_roster: Names) -> None:
    masked = mask(hostile, language="en", names=long_roster, family=SCHOOL)
    assert masked.restore(masked.for_engine, "en") == hostile
