"""The shared app, and what is asked of it here alone: the run's id, and scores on known data."""

import threading
from collections.abc import Collection
from typing import Annotated

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ...config import Paths
from ...errors import DataError, RunError
from ...evaluation.datasets import MissingDataError, score_run
from ..artifacts import Artifacts, load_artifacts
from .app import create_app
from .bounds import BoundedBody
from .loading import describe
from .problems import RESPONSES, FieldProblem, Problem, problem_response

# Room for the name of a file.
_LARGEST_BODY = 1024
_REFUSALS = RESPONSES | {
    404: {"model": Problem, "description": "There is no such file."},
    409: {"model": Problem, "description": "The data is not that of the run."},
    503: {"model": Problem, "description": "Something is being measured already."},
}


class RunAnswer(BaseModel):
    """The run that answers."""

    run_id: str


class EvaluationRequest(BaseModel):
    """Which rows to measure the run on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    dataset: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9][\w-]*\.csv$")] | None = (
        Field(
            default=None,
            description="A file of the project's folder data; null for the run's own test rows",
        )
    )


class EvaluationAnswer(BaseModel):
    """What was measured; a figure is null where no row is."""

    run_id: str
    dataset: str
    overall: dict[str, float]
    classes: dict[str, dict[str, float]]
    slices: dict[str, dict[str, float | None]]


def build_app(paths: Paths, run_id: str | None = None, hosts: Collection[str] = ()) -> FastAPI:
    """Return the app of a replica, which loads the run; the latest if none is named.

    Raises:
        RunError: the run is unknown or damaged.
    """
    artifacts = load_artifacts(paths, run_id)
    app = create_app(describe(paths, artifacts), hosts)
    app.add_middleware(BoundedBody, endpoint="/evaluate", largest=_LARGEST_BODY)
    app.exception_handler(DataError)(_on_data_error)
    app.exception_handler(RunError)(_on_run_error)
    _add_run_id(app, RunAnswer(run_id=artifacts.run_id))
    _add_evaluate(app, paths, artifacts)
    return app


def _add_run_id(app: FastAPI, known: RunAnswer) -> None:
    """Add what names the run."""

    @app.get("/run_id", summary="Name the run that answers")
    async def run_id() -> RunAnswer:
        return known


def _add_evaluate(app: FastAPI, paths: Paths, artifacts: Artifacts) -> None:
    """Add what measures the run, on one data set at a time: the others want to be answered."""
    measuring = threading.Lock()

    @app.post("/evaluate", summary="Measure the run on data of the project", responses=_REFUSALS)
    def evaluate(request: EvaluationRequest) -> EvaluationAnswer:
        if not measuring.acquire(blocking=False):
            raise HTTPException(503, headers={"retry-after": "1"})
        try:
            scores = score_run(paths, artifacts, request.dataset)
        finally:
            measuring.release()
        return EvaluationAnswer(run_id=artifacts.run_id, **scores)


async def _on_data_error(_: Request, error: DataError) -> Response:
    """Name the data that is missing, or that cannot be used."""
    missing = isinstance(error, MissingDataError)
    status, name = (404, "unknown-data") if missing else (422, "unusable-data")
    fields = [FieldProblem(path="dataset", problem=error.message)]
    problem = Problem(error=name, message=error.message, hint=error.hint, fields=fields)
    return problem_response(status, problem)


async def _on_run_error(_: Request, error: RunError) -> Response:
    """Say that the data is not that of the run any more."""
    problem = Problem(error="data-changed", message=error.message, hint=error.hint)
    return problem_response(409, problem)
