"""Where messages go: on the terminal what matters, in the folder of a run everything."""

import inspect
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loguru import logger

LOG_FILE = "messages.log"
_LIBRARIES = ("lightning.pytorch", "lightning.fabric", "hydra", "optuna")


class ToLoguru(logging.Handler):
    """Hands messages of the standard library's logging on, with the place they come from."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a message on."""
        depth = sum(
            1 for frame in inspect.stack() if frame.filename in (logging.__file__, __file__)
        )
        logger.opt(depth=depth, exception=record.exc_info).log(
            record.levelname, record.getMessage()
        )


def show_messages(level: str = "WARNING") -> None:
    """Show messages from this level on, on stderr, and what the libraries say among them."""
    logger.remove()
    logger.add(sys.stderr, level=level, format="{level}: {message}")
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.handlers = [ToLoguru()]
        library.propagate = False


@contextmanager
def kept_messages(folder: Path) -> Iterator[None]:
    """Keep all messages of the block in a file of the folder."""
    sink = logger.add(folder / LOG_FILE, level="DEBUG")
    try:
        yield
    finally:
        logger.remove(sink)
