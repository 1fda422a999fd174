"""New rules in a running service: the trips it watches go on, judged by the new numbers."""

import time
from importlib import resources
from pathlib import Path

from tests.service import Service

SHIPPED = (resources.files("geo") / "profiles.toml").read_text("utf-8")
impatient = '[impatient]\nlike = "day"\n[impatient.signal_loss]\nsilent_s = {silent_s}\n'
raised = 'escort_findings_total{edge="raised",kind="signal_loss"}'
used = 'escort_rules_read_total{outcome="used"}'


def test_a_trip_under_way_is_judged_by_the_new_rules(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(SHIPPED + impatient.format(silent_s=3600))
    service = Service(tmp_path, environ={"ESCORT_PROFILES": str(rules)})
    service.start()
    try:
        service.register("t", [[-8.61, 41.15], [-8.60, 41.16]], profile="impatient")
        service.fixes(["t", time.time(), 41.15, -8.61])
        time.sleep(1.5)
        assert service.metric(raised) == 0
        rules.write_text(SHIPPED + impatient.format(silent_s=1))
        until = time.monotonic() + 15
        while service.metric(raised) == 0 and time.monotonic() < until:
            time.sleep(0.1)
        assert service.metric(raised) == 1
        assert service.metric(used) == 1
        assert "new rules from" in service.errors
    finally:
        service.stop()
