"""The pages of fleets and classes in a browser: they sort, link, and fetch nothing."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from scaffold.fleet.states import FleetReport, FleetState, ProjectReport, sort_reports
from scaffold.report.fleet_page import write_page
from tests.projects.browser import complaints, fetched, open_page

pytestmark = pytest.mark.slow
HOSTILE = "<img src=x onerror=document.title='taken'>"


def _column(browser: Chrome, number: int) -> list[str]:
    return [
        each.text for each in browser.find_elements("css selector", f"tbody td:nth-child({number})")
    ]


def test_the_page_of_a_fleet_sorts_by_what_needs_you_and_by_a_click(tmp_path: Path) -> None:
    states = [FleetState.IN_STEP, FleetState.FAILED, FleetState.OPEN, FleetState.BEHIND]
    reports = [
        ProjectReport(
            f"p{number}",
            f"/p{number}",
            state,
            release="v0.1.0",
            target="v0.10.0" if number % 2 else "v0.9.0",
            owner=HOSTILE,
            pull_request="https://forge.example/1" if state is FleetState.OPEN else "javascript:1",
            note=HOSTILE,
        )
        for number, state in enumerate(states)
    ]
    page = tmp_path / "fleet.html"
    write_page(FleetReport(sort_reports(reports)), page)
    with open_page(page.as_uri(), tmp_path) as browser:
        assert _column(browser, 1) == ["failed", "behind", "open", "in-step"]
        buttons = browser.find_elements("css selector", "th button")
        buttons[3].click()
        assert _column(browser, 4) == ["0.9.0", "0.9.0", "0.10.0", "0.10.0"]
        buttons[0].click()
        assert _column(browser, 1) == ["failed", "behind", "open", "in-step"]
        buttons[0].click()
        assert _column(browser, 1) == ["in-step", "open", "behind", "failed"]
        links = browser.find_elements("css selector", "a")
        assert [each.get_attribute("href") for each in links] == ["https://forge.example/1"]
        assert (browser.title, HOSTILE in _column(browser, 6)) == ("Fleet", True)
        assert complaints(browser) == []
        assert fetched(browser) == {page.as_uri()}
