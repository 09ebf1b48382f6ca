"""Messages: on the terminal what matters, in the folder of a run everything."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from demo.utils.logs import (
    kept_messages,
    show_messages,
)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the messages as they were."""
    yield
    show_messages()


def test_only_what_matters_is_shown_and_everything_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show_messages()
    with kept_messages(tmp_path):
        logger.debug("a detail")
        logger.warning("a worry")
        logging.getLogger("lightning.pytorch").warning("a worry of a library")
    logger.error("too late for the file")

    shown = capsys.readouterr().err
    kept = (tmp_path / "messages.log").read_text()
    assert "WARNING: a worry\n" in shown
    assert "WARNING: a worry of a library" in shown
    assert "a detail" not in shown
    assert "a detail" in kept
    assert "a worry of a library" in kept
    assert "too late" not in kept


def test_details_are_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    show_messages("DEBUG")
    logger.debug("a detail")
    assert "a detail" in capsys.readouterr().err
