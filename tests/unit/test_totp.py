"""One-time codes are those of RFC 6238, and each belongs to one step."""

import base64

import pytest

from escort import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()  # the secret of RFC 6238, appendix B


@pytest.mark.parametrize(
    ("at_s", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(at_s: int, code: str) -> None:
    assert totp.code_at(SECRET, at_s // 30) == code
    assert totp.step_of(SECRET, code, at_s) == at_s // 30


def test_a_phone_s_clock_may_be_off_by_half_a_minute_and_no_more() -> None:
    now_s = 30.0 * 1_000 + 15.0
    steps = [totp.step_of(SECRET, totp.code_at(SECRET, 1_000 + off), now_s) for off in (-2, -1, 0, 1, 2)]
    assert steps == [None, 999, 1_000, 1_001, None]


@pytest.mark.parametrize("code", ["", "1", "12345", "1234567", "abcdef", "２８７０８２"])
def test_what_is_no_code_is_nobody_s(code: str) -> None:
    assert totp.step_of(SECRET, code, 59.0) is None


def test_an_app_is_told_a_secret_of_its_own() -> None:
    secret = totp.new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert secret != totp.new_secret()
    uri = totp.enrolment(secret, "Ada & Bo")
    assert uri == f"otpauth://totp/Safety%20escort%3AAda%20%26%20Bo?secret={secret}&issuer=Safety%20escort"
