"""What the operator says of outreach: taken, or refused with one sentence before anything starts."""

from pathlib import Path

import pytest

from alerts.outreach.carrier import TWILIO
from escort.errors import Unusable
from escort.outbox.settings import is_number, outreach_settings

SET_UP = {"ESCORT_TWILIO_ACCOUNT": "AC1", "ESCORT_TWILIO_TOKEN": "new, old", "ESCORT_TWILIO_FROM": "+15005550006"}


def test_without_credentials_it_says_what_it_cannot_do() -> None:
    settings = outreach_settings({})
    assert settings.access is None
    assert "nobody is called" in settings.missing[0]
    assert not outreach_settings(SET_UP).missing


def test_the_first_token_signs_and_both_are_known() -> None:
    settings = outreach_settings(SET_UP | {"ESCORT_PUBLIC_URL": "https://desk.example/"})
    assert settings.access is not None
    assert (settings.access.token, settings.tokens) == ("new", ("new", "old"))
    assert (settings.access.url, settings.public_url) == (TWILIO, "https://desk.example")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"ESCORT_TWILIO_TOKEN": ""}, "belong together"),
        ({"ESCORT_TWILIO_FROM": "me"}, "+15005550006"),
        ({"ESCORT_PUBLIC_URL": "desk.example"}, "ESCORT_PUBLIC_URL"),
        ({"ESCORT_OUTREACH": "/nowhere.toml"}, "ESCORT_OUTREACH /nowhere.toml"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, str], why: str) -> None:
    with pytest.raises(Unusable, match=why.replace("+", r"\+")):
        outreach_settings(SET_UP | wrong)


FILES = {
    "quite = []": "quite",
    "[[contact]]\nname = 'Ada'\nphone = '112'": "phone",
    "[[contact]]\nname = 'Ada'\nphone = '+351912345678'\nlevels = ['boss']": "boss",
    "[carrier]\ncalls_per_s = 0": "calls_per_s",
    "[[webhook]]\nurl = 'ftp://x'": "url",
    "= =": "Invalid",
}


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_says_nonsense_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "outreach.toml"
    path.write_text(text)
    with pytest.raises(Unusable, match=FILES[text]):
        outreach_settings({"ESCORT_OUTREACH": str(path)})


def test_contacts_are_found_by_name_and_by_level(tmp_path: Path) -> None:
    path = tmp_path / "outreach.toml"
    ada = "[[contact]]\nname = 'Ada'\nphone = '+351912345678'\nlevels = ['team', 'break_glass']\n"
    path.write_text(ada + "[[contact]]\nname = 'Bo'\nphone = '+351912345679'\nlevels = ['team']\n")
    settings = outreach_settings({"ESCORT_OUTREACH": str(path)})
    names = {to: [each.name for each in settings.contacts(to)] for to in ("Ada", "team", "break_glass", "supervisor")}
    assert names == {"Ada": ["Ada"], "team": ["Ada", "Bo"], "break_glass": ["Ada"], "supervisor": []}


@pytest.mark.parametrize(
    "word", [None, "", "112", "00351912345678", "+35191234567x", "+0351912345678", "+351 912", "+35191234567\n"]
)
def test_a_number_that_is_no_number_is_none(word: str | None) -> None:
    assert not is_number(word)
    assert is_number("+351912345678")
