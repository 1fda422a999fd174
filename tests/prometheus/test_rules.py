"""Rules and alerts name what is exported, each alert has its runbook, and promtool finds that each rings in time."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from escort import metrics

ROOT = Path(__file__).parents[2]
RULES = ROOT / "dashboards" / "prometheus"
TEXT = (RULES / "rules.yml").read_text() + (RULES / "alerts.yml").read_text()
RUNBOOKS = (ROOT / "docs" / "runbooks.md").read_text()


def exported() -> set[str]:
    """Every name that a process may export, its suffixes included."""
    assert metrics.presses is not None
    names = {name for metric in REGISTRY.collect() for name in (metric.name, f"{metric.name}_total")}
    return names | {f"{name}_{part}" for name in names for part in ("bucket", "count", "sum")}


def promtool(*words: str) -> "subprocess.CompletedProcess[str]":
    """Prometheus' own judgement, where it is installed."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool on PATH (Debian: in the package prometheus)")
    return subprocess.run([program, *words], cwd=RULES, capture_output=True, text=True, check=False)


def test_rules_name_only_what_is_exported() -> None:
    asked = set(re.findall(r"\bescort_[a-z0-9_]+", TEXT))
    assert len(asked) > 12
    assert asked - exported() == set()


def test_alerts_ask_only_for_what_is_recorded() -> None:
    recorded = set(re.findall(r"record: (\S+)", TEXT))
    assert set(re.findall(r"\bescort:[a-z0-9_:]+", TEXT)) == recorded


def test_the_shares_stand_on_buckets_that_are_there() -> None:
    buckets = set(re.findall(r'press_answered_seconds_bucket\{le="([0-9.]+)"\}', TEXT))
    assert buckets == {"15.0", "20.0"}
    assert {float(each) for each in buckets} <= set(metrics.press_answered._upper_bounds)


@pytest.mark.parametrize("alert", re.findall(r"alert: (\w+)", TEXT))
def test_every_alert_has_its_runbook_and_its_test(alert: str) -> None:
    assert f"\n## {alert}\n" in RUNBOOKS
    assert f"runbook: docs/runbooks.md#{alert.lower()}\n" in TEXT
    tests = (RULES / "tests.yml").read_text()
    assert f"alertname: {alert} }}" in tests, "quiet while all is well"
    assert f"alertname: {alert}\n" in tests, "rings for its fault"


def test_no_runbook_is_about_nothing() -> None:
    assert set(re.findall(r"^## (\w+)$", RUNBOOKS, re.MULTILINE)) == set(re.findall(r"alert: (\w+)", TEXT))


@pytest.mark.parametrize("words", [["check", "rules", "rules.yml", "alerts.yml"], ["test", "rules", "tests.yml"]])
def test_promtool_agrees(words: list[str]) -> None:
    told = promtool(*words)
    assert told.returncode == 0, told.stdout + told.stderr
