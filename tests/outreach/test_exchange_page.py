"""`escort exchange`: a page in a real browser whose phone rings, is answered and hung up; the real client calls it."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from twilio.rest import Client

from alerts.outreach.carrier import Elsewhere

SAYS = "<Response><Say>Are you all right, Rita?</Say><Pause length='60'/></Response>"


@pytest.fixture
def opened() -> Iterator[dict[str, str]]:
    """A running exchange: what it told the shell."""
    command = [sys.executable, "-m", "escort", "exchange", "--port", "0", "--fault", "+351999999999=busy"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(5)]
        yield dict(line.removeprefix("export ").strip().split("=", 1) for line in lines[1:])
        child.terminate()


def test_the_page_rings_answers_hears_and_hangs_up(opened: dict[str, str], browser: Browser) -> None:
    page = browser.new_page()
    page.goto(opened["ESCORT_TWILIO_URL"])
    expect(page.get_by_text("No phone rings.")).to_be_visible()
    account, token = opened["ESCORT_TWILIO_ACCOUNT"], opened["ESCORT_TWILIO_TOKEN"]
    client = Client(account, token, http_client=Elsewhere(opened["ESCORT_TWILIO_URL"]))
    call = client.calls.create(to="+351912345678", from_=opened["ESCORT_TWILIO_FROM"], twiml=SAYS)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Are you all right, Rita?")).to_be_visible()
    page.get_by_role("button", name="Hang up").click()
    expect(page.get_by_text("completed")).to_be_visible()
    assert client.calls(call.sid).fetch().status == "completed"
    busy = client.calls.create(to="+351999999999", from_=opened["ESCORT_TWILIO_FROM"], twiml=SAYS)
    until = time.monotonic() + 10
    while client.calls(busy.sid).fetch().status != "busy":
        assert time.monotonic() < until, "a planned fault did not happen"
        time.sleep(0.05)
