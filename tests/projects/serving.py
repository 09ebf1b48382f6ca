"""A served project, as a person and as a program ask it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.kit.machine import Finished, run_command
from tests.projects.browser import WIDTH
from tests.projects.conftest import OFFLINE, Environment

# `just screenshots` names the folder of the images in the documentation.
PICTURES = os.environ.get("SCAFFOLD_IMAGES")
SECONDS = 60
DARK_AND_LIGHT = {"light": "rgba(244, 245, 247, 1)", "dark": "rgba(18, 22, 28, 1)"}
FUZZING = Path(__file__).with_name("schemathesis.toml")


@contextmanager
def serving(environment: Environment, project: Path, *options: str) -> Iterator[str]:
    """Serve the latest run of a project on a free port; yield the address."""
    with subprocess.Popen(
        [environment.script("demo"), "serve", "--port", "0", *options],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(OFFLINE)},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout
            address = re.search(r"http://127\.0\.0\.1:[0-9]+", server.stdout.readline())
            assert address
            yield address[0]
        finally:
            server.terminate()
    assert server.returncode == 0


def fuzz(address: str, *more: str) -> Finished:
    """Ask what the schema of a server allows, and what it does not."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    fuzzer = [program, f"--config-file={FUZZING}", "run", f"{address}/openapi.json"]
    options = ["--checks=all", "--phases=examples,coverage,fuzzing", "--max-examples=100"]
    stable = ["--seed=1", "--generation-database=none", "--no-color", *more]
    return run_command([*fuzzer, *options, *stable])


def wait_for_shares(browser: Chrome) -> dict[str, float]:
    """Wait for an answer; return the probability that each bar shows."""
    WebDriverWait(browser, SECONDS).until(lambda page: page.find_elements(By.TAG_NAME, "meter"))
    read = (
        "return Object.fromEntries(Array.from(document.querySelectorAll('meter'), bar => ["
        "bar.getAttribute('aria-label'), bar.value]))"
    )
    shares: dict[str, float] = browser.execute_script(read)
    return shares


def verdict(browser: Chrome) -> str:
    """Wait for an answer and return what it says first."""
    WebDriverWait(browser, SECONDS).until(lambda page: page.find_elements(By.CLASS_NAME, "verdict"))
    return browser.find_element(By.CLASS_NAME, "verdict").text


def submit(browser: Chrome) -> None:
    """Send the form."""
    browser.find_element(By.CSS_SELECTOR, "[type=submit]").click()


def save_picture(browser: Chrome, name: str, folder: Path) -> None:
    """Save the whole page, for the documentation if its images are wanted."""
    height = browser.execute_script("return document.body.offsetHeight")
    metrics = {"width": WIDTH, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    assert browser.save_screenshot(str(Path(PICTURES or folder) / name))
