"""Rules as text: what is shipped, and what a typing error is told."""

from importlib import resources

import pytest

from geo import ProfilesUnreadable, default_profiles, profiles_from

SHIPPED = (resources.files("geo") / "profiles.toml").read_text("utf-8")
RULES = SHIPPED[: SHIPPED.index("[night]")].replace("[day.", "[own.")


def test_what_is_shipped_has_a_day_and_a_night_and_the_day_comes_first() -> None:
    profiles = default_profiles()
    assert profiles.names[:2] == ["day", "night"]
    assert profiles.by_name["night"].deviation == profiles.by_name["day"].deviation
    assert profiles.by_name["night"].signal_loss.silent_s < profiles.by_name["day"].signal_loss.silent_s


def test_rules_are_columns_over_the_profiles() -> None:
    profiles = default_profiles()
    assert profiles.rules["signal_loss"]["silent_s"].tolist() == [
        profiles.by_name[name].signal_loss.silent_s for name in profiles.names
    ]
    assert (profiles.index_of("night"), profiles.index_of(None), profiles.index_of("nobody's")) == (1, 0, 0)


def test_a_profile_like_another_names_only_what_differs() -> None:
    profiles = profiles_from(RULES + '[airport]\nlike = "own"\n[airport.deviation]\ncorridor_m = 120\n')
    own, airport = profiles.by_name["own"], profiles.by_name["airport"]
    assert (airport.deviation.corridor_m, airport.deviation.edge_m, airport.fix) == (120, 15, own.fix)


def test_rules_of_ones_own_may_be_like_those_that_are_shipped() -> None:
    own = profiles_from(
        '[day]\nlike = "shipped.day"\n[day.deviation]\ncorridor_m = 90\n[late]\nlike = "shipped.night"\n'
    )
    shipped = default_profiles().by_name
    assert own.names == ["day", "late"]
    assert own.by_name["late"] == shipped["night"]
    assert own.by_name["day"].deviation.corridor_m == 90
    assert own.by_name["day"].detour == shipped["day"].detour


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no profile"),
        ("[day", "not TOML"),
        ("day = 3", "is like 'day', which is no profile here"),
        ('[night]\nlike = "day"', "profile 'night' is like 'day', which is no profile here"),
        ('[a]\nlike = "shipped.noon"', "is like 'shipped.noon', which is no profile here"),
        ('[a]\nlike = "b"\n[b]\nlike = "a"', "is like itself"),
        ("[day.fix]\nvague_m = 1", "profile 'day': Object missing required field"),
        (RULES.replace("corridor_m = 65.0", 'corridor_m = "wide"'), "got `str` - at `$.deviation.corridor_m`"),
        (RULES.replace("corridor_m = 65.0", "corridor_m = -5"), "`$.deviation.corridor_m`"),
        (RULES.replace("silent_s = 90.0", "silent_s = nan"), "silent_s"),
        (RULES.replace("silent_s = 90.0", "silent_s = 0"), "`$.signal_loss.silent_s`"),
        (RULES.replace("corridor_m", "coridor_m"), "coridor_m"),
        (RULES.replace("return_m = 50.0", "return_m = 90.0"), "return_m (90) must not exceed corridor_m (65)"),
        (RULES + "[own.speed]\nmax = 3", "speed"),
    ],
)
def test_a_mistake_is_named_where_it_stands(text: str, said: str) -> None:
    with pytest.raises(ProfilesUnreadable) as refused:
        profiles_from(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
