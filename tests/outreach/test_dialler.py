"""The dialler: which call goes out next, and what may hold it."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.outreach.dialler import Asked, Dialler, Hold, Rules, borrowed_max, number_limits

FAST = Rules(calls_per_s=1.0, burst=1)


def asked(call_id: str, severity: int = 2, at_s: float = 0.0, number: str | None = None) -> Asked:
    return Asked(call_id, number or f"+3519{call_id:0>8}", severity, at_s)


def out_of(dialler: Dialler, until_s: float, now_s: float = 0.0) -> list[tuple[float, str]]:
    """Every call that goes out until then, and when, asking again exactly when the dialler says."""
    gone = []
    while now_s <= until_s:
        chosen = dialler.next(now_s)
        if isinstance(chosen, Asked):
            gone.append((now_s, chosen.call_id))
        elif chosen.until_s is None:
            break
        else:
            assert chosen.until_s > now_s, f"told to ask again at once: {chosen}"
            now_s = chosen.until_s
    return gone


def test_five_hundred_checkins_wait_and_the_sos_is_the_next_call() -> None:
    dialler = Dialler(FAST)
    for number in range(500):
        dialler.add(asked(str(number), at_s=float(-number)))
    assert isinstance(dialler.next(0.0), Asked)
    dialler.add(asked("sos", severity=4, at_s=0.1))
    chosen = dialler.next(0.1)
    assert isinstance(chosen, Asked)
    assert chosen.call_id == "sos"
    assert len(dialler) == 499


def test_calls_go_out_at_the_carriers_rate_the_longest_waiting_first() -> None:
    dialler = Dialler(FAST)
    for number, at_s in (("b", -1.0), ("a", -2.0), ("c", 0.0)):
        dialler.add(asked(number, at_s=at_s))
    assert out_of(dialler, 10.0) == [(0.0, "a"), (1.0, "b"), (2.0, "c")]


def test_severity_four_borrows_from_the_seconds_to_come_and_others_pay_it_back() -> None:
    dialler = Dialler(FAST)
    for number in range(3):
        dialler.add(asked(f"sos{number}", severity=4, at_s=float(number)))
    dialler.add(asked("later"))
    gone = out_of(dialler, 10.0)
    assert gone == [(0.0, "sos0"), (0.0, "sos1"), (0.0, "sos2"), (3.0, "later")]


def test_a_flood_of_severity_four_is_paced_all_the_same() -> None:
    dialler = Dialler(FAST)
    for number in range(borrowed_max + 3):
        dialler.add(asked(f"sos{number}", severity=4, at_s=float(number)))
    assert [at_s for at_s, _ in out_of(dialler, 10.0)] == [0.0] * (borrowed_max + 1) + [1.0, 2.0]


def test_one_number_is_not_called_twice_within_seconds_unless_a_life_is_at_stake() -> None:
    dialler = Dialler(Rules(calls_per_s=100, burst=100))
    for number in range(2):
        dialler.add(asked(f"check{number}", number="+351911111111"))
        dialler.add(asked(f"sos{number}", severity=4, number="+351922222222"))
    gone = out_of(dialler, 100.0)
    assert gone == [(0.0, "sos0"), (0.0, "sos1"), (0.0, "check0"), (number_limits[0][1], "check1")]


def test_a_held_number_holds_nobody_else() -> None:
    dialler = Dialler(Rules(calls_per_s=100, burst=100))
    for name, number in (("first", "+351911111111"), ("held", "+351911111111"), ("other", "+351922222222")):
        dialler.add(asked(name, number=number))
    assert [name for _, name in out_of(dialler, 1.0)] == ["first", "other"]


def test_the_days_money_holds_checkins_and_never_a_life() -> None:
    dialler = Dialler(Rules(calls_per_s=100, burst=100, call_cost=1.0, day_cost_max=2.0))
    for number in range(3):
        dialler.add(asked(f"check{number}"))
    dialler.add(asked("sos", severity=4))
    gone = out_of(dialler, 200_000.0)
    assert [name for at_s, name in gone if at_s < 1] == ["sos", "check0"]
    assert gone[2][0] == 86_400.0


def test_a_quiet_number_is_never_called() -> None:
    dialler = Dialler(Rules(quiet=frozenset({"+112112112"})))
    assert dialler.add(asked("sos", severity=4, number="+112112112")) == "the number is on the list of quiet numbers"
    assert dialler.next(0.0) == Hold(None, "nothing waits")


def test_a_call_is_in_once_and_can_be_taken_back() -> None:
    dialler = Dialler(Rules(calls_per_s=100, burst=100))
    for name in ("a", "a", "b"):
        dialler.add(asked(name))
    dialler.drop("b")
    assert [name for _, name in out_of(dialler, 100.0)] == ["a"]


def test_people_can_see_the_queue_in_its_order() -> None:
    dialler = Dialler(FAST)
    dialler.add(asked("check", at_s=0.0))
    dialler.add(asked("sos", severity=4, at_s=5.0))
    assert [(row["call_id"], row["waits_s"]) for row in dialler.queue(10.0)] == [("sos", 5.0), ("check", 10.0)]


calls = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.floats(0, 100)), max_size=60)


@given(calls)
def test_every_call_goes_out_once_and_no_number_is_called_too_often(wanted: list[tuple[int, int, float]]) -> None:
    dialler = Dialler(Rules(calls_per_s=2.0))
    severity_of: dict[str, int] = {}
    number_of: dict[str, str] = {}
    for number, (severity, phone, at_s) in enumerate(wanted):
        name = f"c{number}"
        severity_of[name], number_of[name] = severity, f"+35190000000{phone}"
        dialler.add(Asked(name, number_of[name], severity, at_s))
    gone = out_of(dialler, 1e7, 100.0)
    assert sorted(name for _, name in gone) == sorted(severity_of)
    for most, within_s in number_limits:
        for dialled in set(number_of.values()):
            times = [(at_s, severity_of[name]) for at_s, name in gone if number_of[name] == dialled]
            for (first, _), (last, severity) in zip(times, times[most:], strict=False):
                assert last - first >= within_s - 1e-6 or severity == 4
