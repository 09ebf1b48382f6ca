"""Where records of tracking go, and how to get there quietly and one at a time.

This module and `tracking` are the only ones that import MLflow.
"""

import logging
import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import RunError
from ..places import Places

URI_VARIABLE = "MLFLOW_TRACKING_URI"
# Read by MLflow when it is imported; what the user has set stays.
_QUIET = {
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    # Nothing is sent from this machine without asking.
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # A server that is down should be named in seconds, not in minutes.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}
_LOCK_SECONDS = 60


def tracking_uri(paths: Places) -> str:
    """Return where records go: the environment's word, else the project's SQLite file."""
    return os.environ.get(URI_VARIABLE) or f"sqlite:///{paths.mlflow_db.as_posix()}"


def is_elsewhere() -> bool:
    """Return whether the environment names a store that is not the project's own."""
    return bool(os.environ.get(URI_VARIABLE))


@contextmanager
def alone(paths: Places) -> Iterator[None]:
    """Let one process at a time make the database: two at once would break it.

    An open SQLite transaction is the lock, as it ends with its process on every system.
    """
    paths.stores.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(paths.stores / "mlflow.lock", timeout=_LOCK_SECONDS)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


@contextmanager
def mlflow_errors() -> Iterator[None]:
    """Keep MLflow and its database tools quiet, and turn their errors into ours."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    # The steps that make the database log under names of their own, so no single logger will do.
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        with warnings.catch_warnings():
            # These warnings are about how MLflow uses its libraries.
            warnings.simplefilter("ignore")
            with _our_errors():
                yield
    finally:
        logging.disable(before)


@contextmanager
def _our_errors() -> Iterator[None]:
    """Turn the errors of the store into one that says what to check."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, sqlite3.Error) as error:
        message = str(error).splitlines()[0]
        raise RunError(
            f"tracking failed: {message}", f"check {URI_VARIABLE} and the tracking store"
        ) from error
