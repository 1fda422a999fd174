"""The Grafana board asks only for what is exported, says what each panel means, and covers no panel with another."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.prometheus.test_rules import ROOT, TEXT, exported, promtool

BOARD: dict[str, Any] = json.loads((ROOT / "dashboards" / "grafana" / "escort.json").read_text())
PANELS: list[dict[str, Any]] = BOARD["panels"]
SHOWN = [panel for panel in PANELS if panel["type"] != "row"]


def test_panels_ask_only_for_what_there_is() -> None:
    asked = " ".join(target["expr"] for panel in SHOWN for target in panel["targets"])
    assert set(re.findall(r"\bescort_[a-z0-9_]+", asked)) - exported() == set()
    assert set(re.findall(r"\bescort:[a-z0-9_:]+", asked)) <= set(re.findall(r"record: (\S+)", TEXT))


def test_every_panel_says_what_it_means_and_in_which_unit() -> None:
    assert len(SHOWN) > 15
    assert [panel["title"] for panel in SHOWN if not panel["description"].endswith(".")] == []
    assert {panel["fieldConfig"]["defaults"]["unit"] for panel in SHOWN} == {"s", "none", "percentunit"}
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


def test_no_panel_covers_another() -> None:
    def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
        at = panel["gridPos"]
        return {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}

    assert [(a["title"], b["title"]) for a, b in combinations(PANELS, 2) if cells(a) & cells(b)] == []
    assert max(panel["gridPos"]["x"] + panel["gridPos"]["w"] for panel in PANELS) == 24


def test_the_board_belongs_to_no_data_source_of_one_installation() -> None:
    assert {panel["datasource"]["uid"] for panel in SHOWN} == {"${datasource}"}
    assert [each["name"] for each in BOARD["templating"]["list"]] == ["datasource"]


def test_promtool_can_read_what_panels_ask(tmp_path: Path) -> None:
    asked = [target["expr"] for panel in SHOWN for target in panel["targets"]]
    rules = [{"record": f"asked:{place}", "expr": expr} for place, expr in enumerate(asked)]
    file = tmp_path / "asked.yml"
    file.write_text(json.dumps({"groups": [{"name": "board", "rules": rules}]}))  # JSON is YAML too
    told = promtool("check", "rules", str(file))
    assert f"{len(asked)} rules found" in told.stdout, told.stderr
