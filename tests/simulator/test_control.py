"""What soak tests and the demo ask of the simulator."""

from concurrent.futures import ThreadPoolExecutor

from tests.simulator.conftest import LINE, OMAR, ROSA, Product, Raise, Stage, eventually


def test_everything_accepted_is_listed_in_order(stage: Stage) -> None:
    for to, body in ((ROSA, "1"), (OMAR, "2"), (ROSA, "3")):
        stage.post(To=to, Body=body)

    everything = stage.http.get("/control/sent").json()
    assert [(text["to"], text["from"], text["body"]) for text in everything] == [
        (ROSA, LINE, "1"),
        (OMAR, LINE, "2"),
        (ROSA, LINE, "3"),
    ]
    rosas = stage.http.get("/control/sent", params={"to": ROSA}).json()
    assert [text["body"] for text in rosas] == ["1", "3"]
    assert stage.http.get("/control/sent", params={"after": everything[1]["n"]}).json() == everything[2:]


def test_a_text_accepted_twice_is_found_out(stage: Stage) -> None:
    for body in ("once", "twice", "twice"):
        stage.post(Body=body)

    counts = stage.http.get("/control/counts").json()
    assert counts["accepted"] == 3
    assert counts["repeated"] == [{"from": LINE, "to": ROSA, "body": "twice", "times": 2}]


def test_the_most_calls_at_once_are_counted(stage: Stage) -> None:
    stage.control("faults", {"api_latency": 0.3})
    with ThreadPoolExecutor(6) as callers:
        list(callers.map(lambda n: stage.post(Body=str(n)), range(6)))

    counts = stage.http.get("/control/counts").json()
    assert (counts["in_flight"], counts["peak_in_flight"]) == (0, 6)


def test_history_fills_the_phones_without_calling_anybody_and_a_repeat_adds_nothing(
    stage: Stage, product: Product
) -> None:
    past = [
        {
            "from": ROSA,
            "to": LINE,
            "body": "Leo tiene fiebre",
            "direction": "inbound",
            "at": "2026-11-18T15:02:00Z",
            "sid": "SM" + "a" * 32,
            "media": ["note"],
        },
        {
            "from": LINE,
            "to": ROSA,
            "body": "Gracias por avisar",
            "direction": "outbound-api",
            "at": "2026-11-18T15:20:00Z",
            "sid": "SM" + "b" * 32,
        },
    ]
    assert stage.control("history", past) == {"sids": ["SM" + "a" * 32, "SM" + "b" * 32]}
    assert stage.control("history", past) == {"sids": ["SM" + "a" * 32, "SM" + "b" * 32]}

    page = stage.http.get("/").text
    assert page.count("Leo tiene fiebre") == 1
    assert page.index("Leo tiene fiebre") < page.index("Gracias por avisar")
    assert product.calls == []


def test_it_keeps_up_with_a_bench(raise_stage: Raise, product: Product) -> None:
    stage = raise_stage(fates=False)

    def post_some(part: int) -> None:
        for n in range(25):
            answer = stage.post(Body=f"{part} {n}", StatusCallback=product.url + "/status")
            assert answer.status_code == 201

    with ThreadPoolExecutor(8) as callers:
        list(callers.map(post_some, range(8)))

    assert eventually(lambda: len(product.calls) == 600)
    counts = stage.http.get("/control/counts").json()
    assert (counts["by_status"], counts["repeated"]) == ({"delivered": 200}, [])
