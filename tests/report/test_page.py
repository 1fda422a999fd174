"""The page shows the report's figures and asks nobody for anything; a real browser takes it as it is."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

from playwright.sync_api import Browser

from escort.report.figures import AgentFigures, Report
from escort.report.page import page_of
from escort.report.sheets import sheets_of
from escort.report.words import in_words
from tests.report.made_up import MadeUp
from tests.report.test_tally import reported

NAME = "<img src=x onerror=alert(1)>&"


def a_report() -> Report:
    report = reported(MadeUp(3))
    return Report(**{**{f: getattr(report, f) for f in Report.__struct_fields__}, "agents": (*report.agents, _nasty())})


def _nasty() -> AgentFigures:
    return AgentFigures(NAME, 1, 1, 3600.0, 0.0, 1800.0, 0.0, 0.5, 1, 0, 0)


class Tags(HTMLParser):
    """Every tag and its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_page_has_nothing_from_elsewhere_and_no_script() -> None:
    seen = Tags(page_of(a_report())).seen
    assert {tag for tag, _ in seen} & {"script", "img", "link", "iframe", "object", "base", "form"} == set()
    names = {name for _, attributes in seen for name in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"style", "src", "href"}


def test_a_browser_shows_it_under_its_own_policy_without_a_complaint(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page_of(a_report()), "utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    colour = page.eval_on_selector("rect.soon", "each => getComputedStyle(each).fill")
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shown = page.inner_text("table:last-of-type")
    page.close()
    assert (said, asked) == ([], [file.as_uri()])
    assert colour != "rgb(0, 0, 0)", "its own style is allowed by its digest"
    assert wide, "nothing is cut off"
    assert "Ada" in shown or "all" in shown


def test_the_page_says_what_the_words_say() -> None:
    report = a_report()
    page = page_of(report)
    figures = re.findall(r"\d[\d,.]*(?: s| h| min|%)", in_words(report))
    assert len(figures) > 50
    assert [figure for figure in figures if figure not in page] == []


def test_the_sheets_hold_the_figures_and_no_formula() -> None:
    report = a_report()
    report = Report(
        **{**{f: getattr(report, f) for f in Report.__struct_fields__}, "agents": (*report.agents, _formula())}
    )
    read = {name: list(csv.DictReader(io.StringIO(text))) for name, text in sheets_of(report).items()}
    assert [each["agent"] for each in read["agents.csv"]][-2:] == [NAME, "'=1+1"]
    assert float(read["presses.csv"][0]["p95_s"]) == report.presses.p95_s
    assert {each["kind"]: int(each["real"]) for each in read["rules.csv"]} == {r.kind: r.real for r in report.rules}
    assert {each["step"]: int(each["count"]) for each in read["funnel.csv"]}["cases"] == report.funnel.cases


def _formula() -> AgentFigures:
    return AgentFigures("=1+1", 0, 0, 1.0, 0.0, 0.0, 0.0, None, 0, 0, 0)
