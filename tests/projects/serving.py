"""A served project, as a person and as a program ask it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

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


def ask_at_once(address: str, body: object, requests: int = 200, clients: int = 20) -> set[int]:
    """Send a prediction request many times from many clients; return the statuses."""
    data, headers = json.dumps(body).encode(), {"Content-Type": "application/json"}

    def ask(_: int) -> int:
        request = Request(f"{address}/predict", data, headers)  # noqa: S310 - this machine
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - this machine
            status: int = answer.status
        return status

    with ThreadPoolExecutor(clients) as pool:
        return set(pool.map(ask, range(requests)))


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
