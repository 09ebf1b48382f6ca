"""A headless Chromium of the machine, which reaches this machine and nothing else."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

WIDTH, HEIGHT = 1200, 1550
_OPTIONS = (
    "--headless",
    "--no-sandbox",  # root has none, and the pages are this repository's own
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    f"--window-size={WIDTH},{HEIGHT}",
)


def find_browser() -> tuple[str, str] | None:
    """Return the paths of a browser and of its driver, if both are installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def open_browser(profile: Path) -> Iterator[Chrome]:
    """Open a browser with a new profile, which notes what it fetches and what it complains of."""
    found = find_browser()
    assert found, "a test that opens a browser is skipped where there is none"
    options = ChromeOptions()
    options.binary_location = found[0]
    for option in (*_OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = Chrome(options, Service(found[1]))
    try:
        yield browser
    finally:
        browser.quit()


@contextmanager
def open_page(address: str, folder: Path) -> Iterator[Chrome]:
    """Open a page in a new browser; skip the test where there is none."""
    if not find_browser():
        pytest.skip("neither chromium nor Chrome, with chromedriver, is on PATH")
    with open_browser(folder / "profile") as browser:
        browser.get(address)
        yield browser


def complaints(browser: Chrome) -> list[str]:
    """Return what stands in the console, and empty it."""
    return [entry["message"] for entry in browser.get_log("browser")]


def width_on_screen(browser: Chrome, width: int) -> int:
    """Return how wide the page is on a phone whose screen has a width, both in CSS pixels."""
    metrics = {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    page_width: int = browser.execute_script("return document.documentElement.scrollWidth")
    return page_width


def backgrounds(browser: Chrome) -> dict[str, str]:
    """Return the background of the page for readers who prefer light or dark."""
    seen = {}
    for scheme in ("light", "dark"):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        body = browser.find_element(By.TAG_NAME, "body")
        seen[scheme] = body.value_of_css_property("background-color")
    return seen


def fetched(browser: Chrome) -> set[str]:
    """Return what was fetched from a server; its own parts the browser has without one."""
    entries = [json.loads(entry["message"]) for entry in browser.get_log("performance")]
    events = [entry["message"] for entry in entries]
    addresses = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return {
        address
        for address in addresses
        if not address.startswith(("chrome:", "chrome-untrusted:", "data:"))
    }
