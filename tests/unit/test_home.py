"""One service in one data folder, whose secret and name are made once and read by nobody else."""

import stat
from pathlib import Path

import pytest

from escort.config import Settings, default_data, from_environment
from escort.errors import Unusable
from escort.home import in_use, kept_word, open_folder, sole_user
from escort.log.link import without_password


def test_a_word_is_made_once_and_is_nobody_else_s_to_read(tmp_path: Path) -> None:
    first = kept_word(tmp_path, "secret")
    assert kept_word(tmp_path, "secret") == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert kept_word(tmp_path, "secret", "given") == "given"
    assert kept_word(tmp_path, "node") != first


def test_one_at_a_time_lives_in_a_folder(tmp_path: Path) -> None:
    assert not in_use(tmp_path)
    with sole_user(tmp_path):
        assert in_use(tmp_path)
        with pytest.raises(Unusable, match="uses the data folder"), sole_user(tmp_path):
            raise AssertionError("two at once")
    assert not in_use(tmp_path)


def test_a_folder_is_made_where_it_is_missing_and_a_file_is_none(tmp_path: Path) -> None:
    made = open_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="cannot be written"):
        open_folder(tmp_path / "file")


def test_the_environment_is_read_and_the_command_line_goes_before_it(tmp_path: Path) -> None:
    environ = {"ESCORT_DATA": str(tmp_path), "ESCORT_HTTP_PORT": "81", "ESCORT_REGION": "porto", "ESCORT_SECRET": ""}
    settings = from_environment(environ, http_port=82, device_port=None)
    assert settings == Settings(data=tmp_path, http_port=82, region="porto")
    assert default_data({"HOME": "/home/x"}) == Path("/home/x/.local/share/escort")
    assert default_data({"XDG_DATA_HOME": "/x", "HOME": "/home/x"}) == Path("/x/escort")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"redis_url": "http://x"}, "must begin with redis://"),
        ({"redis_url": "geheim"}, "must begin with redis://"),
        ({"http_port": -1}, "0 to 65535"),
        ({"roles": ()}, "--roles takes some of"),
        ({"roles": ("cook",)}, "not cook"),
        ({"secret": "short"}, "32 characters"),
        ({"policy": Path("/nowhere")}, "ESCORT_POLICY names no file"),
        ({"profiles": Path("/nowhere")}, "ESCORT_PROFILES names no file"),
        ({"timezone": "Mars/Base"}, "no time zone"),
        ({"timezone": "../../etc/passwd"}, "no time zone"),
        ({"open_desk": True, "host": "0.0.0.0"}, "binds to 127.0.0.1 only"),  # noqa: S104
    ],
)
def test_a_setting_that_cannot_be_is_named(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        from_environment({}, **given)


@pytest.mark.parametrize("word", ["", "x", "-1", "1.5", "²", "٣", "9" * 5_000])
def test_a_port_is_a_number(word: str) -> None:
    with pytest.raises(Unusable, match="ESCORT_HTTP_PORT must be a port number"):
        from_environment({"ESCORT_HTTP_PORT": word})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://u:geheim@h:1/0", "redis://u:***@h:1/0"),
        ("redis://:geheim@h", "redis://:***@h"),
        ("redis://h:1/0", "redis://h:1/0"),
        ("unix:///x/y.sock", "unix:///x/y.sock"),
    ],
)
def test_a_password_stands_in_no_sentence(url: str, shown: str) -> None:
    assert without_password(url) == shown
