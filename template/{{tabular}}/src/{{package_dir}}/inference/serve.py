"""Serve a run over HTTP: predictions as JSON, and a form made from the data's schema."""

import secrets
import signal
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict, Field, create_model
from starlette.middleware.base import RequestResponseEndpoint
from starlette.middleware.trustedhost import TrustedHostMiddleware

from .. import __version__
from ..config import DataConfig, Paths, Role
from ..data.clean import LARGEST
from ..errors import InputError
from ..models.runs import Run
from .predict import predict

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "[::1]")
_MOST_ROWS = 1000
_MOST_BYTES = 1 << 20  # of a request's body
Text = Annotated[str, Field(max_length=20_000)]
_POLICY = (
    "default-src 'none'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'"
)


class Prediction(BaseModel):
    """The prediction for one row; the fields of the other task are absent."""

    prediction: str | float | None = Field(description="null when the model abstains")
    probabilities: dict[str, float] | None = None
    low: float | None = Field(None, description="Four of five true values are above it and")
    high: float | None = Field(None, description="below this one")


class Answer(BaseModel):
    """One prediction per row, in the order of the request."""

    run_id: str
    predictions: list[Prediction]


class Refusal(BaseModel):
    """Why a request was refused: a sentence, or `loc` and `msg` of each field that is wrong."""

    detail: str | list[dict[str, str | list[str]]]


_REFUSALS: Any = {status: {"model": Refusal} for status in (400, 411, 413, 415, 422)}


def request_model(data: DataConfig) -> type[BaseModel]:
    """Return the schema of a request: a list of rows, with one field per column of the table."""
    fields: dict[str, Any] = {}
    for number, name in enumerate(data.features):
        role = data.columns[name].role
        about: dict[str, Any] = {"alias": name, "description": f"{role} or null"}
        kind: Any = Text | None
        if role == Role.NUMERIC or data.columns[name].format == "number":
            kind, about = float | None, about | {"ge": -LARGEST, "le": LARGEST}
        elif role == Role.CATEGORICAL:
            kind = Text | int | float | bool | None
        elif data.columns[name].format == "ISO8601" and role in (Role.DATE, Role.TIME):
            about |= {"pattern": r"\S", "json_schema_extra": {"format": "date"}}
        # Names of columns may be anything, names of fields must be identifiers: hence the alias.
        fields[f"column_{number}"] = (kind, Field(None, **about))
    forbid = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)
    row = create_model("Row", __config__=forbid, **fields)
    rows = Field(min_length=1, max_length=_MOST_ROWS, examples=[data.examples[:2]])
    limit = Field(None, ge=0, le=1, description="Abstain where the best probability is lower")
    body: dict[str, Any] = {"rows": (list[row], rows)}  # type: ignore[valid-type]
    if data.task == "classification":
        body["threshold"] = (float | None, limit)
    return create_model("Request", __config__=forbid, **body)


def create_app(paths: Paths, run: Run, hosts: Collection[str] = ()) -> FastAPI:
    """Return the app that answers with a run.

    Other hosts than this machine and `hosts` ("*": any) are refused: a foreign page can lead here.
    """
    pages: Any = {"docs_url": None, "redoc_url": None}  # they fetch scripts from elsewhere
    app = FastAPI(title=run.data.target, version=__version__, **pages)
    app.description = f"Predict `{run.data.target}` from {len(run.data.features)} columns."
    app.middleware("http")(_limit_body)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL_HOSTS, *hosts])
    app.exception_handler(RequestValidationError)(_on_invalid)
    app.exception_handler(InputError)(_on_input_error)
    _add_predict(app, run)
    _add_pages(app, paths, run)
    return app


def _add_predict(app: FastAPI, run: Run) -> None:
    """Add what programs ask for."""
    request_class = request_model(run.data)
    card = run.facts | {"digest": run.digest, "target": run.data.target}
    card |= {"parameters": run.parameters.model_dump(mode="json"), "classes": run.data.classes}

    # Not a coroutine: it runs in a thread, so that a long batch holds up nothing else.
    @app.post("/predict", responses=_REFUSALS)
    def predict_rows(request: request_class) -> Answer:  # type: ignore[valid-type]
        body = request.model_dump(by_alias=True)  # type: ignore[attr-defined]
        predictions = predict(body["rows"], run, body.get("threshold"))
        return Answer(run_id=run.run_id, predictions=[Prediction(**each) for each in predictions])

    @app.get("/model")
    async def model() -> dict[str, Any]:
        return card

    @app.get("/health")
    async def health() -> dict[Literal["status", "run_id"], str]:
        return {"status": "ok", "run_id": run.run_id}


def _add_pages(app: FastAPI, paths: Paths, run: Run) -> None:
    """Add the page with the form, and the report of the run if there is one."""
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    page, report = pages.get_template("page.html"), paths.reports / run.run_id / "report.html"

    @app.get("/", include_in_schema=False)
    async def form() -> HTMLResponse:
        nonce = secrets.token_urlsafe()
        content = page.render(run=run, data=run.data, nonce=nonce, report=report.is_file())
        return HTMLResponse(content, headers={"content-security-policy": _POLICY.format(nonce)})

    @app.get("/report", include_in_schema=False)
    async def show_report() -> FileResponse:
        if not report.is_file():
            raise HTTPException(404, "no report yet: run `evaluate`")
        policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        return FileResponse(report, headers={"content-security-policy": policy})


async def _on_invalid(_: Request, error: RequestValidationError) -> Response:
    """Name the fields that are wrong, without repeating what was sent."""
    found = error.errors()[:10]
    detail = [{"loc": [str(part) for part in each["loc"]], "msg": each["msg"]} for each in found]
    return JSONResponse({"detail": detail}, 422)


async def _on_input_error(_: Request, error: InputError) -> Response:
    """Pass on which row and column cannot be predicted."""
    return JSONResponse({"detail": [{"loc": ["body"], "msg": error.message}]}, 422)


async def _limit_body(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Refuse a body that is too large, of unknown length or not JSON, before it is read."""
    length, kind = (request.headers.get(f"content-{name}", "") for name in ("length", "type"))
    if request.method == "POST" and request.url.path.endswith("/predict"):
        if not length.isdecimal() or "transfer-encoding" in request.headers:
            return JSONResponse({"detail": "content-length is missing"}, 411)
        if len(length) > 18 or int(length) > _MOST_BYTES:
            return JSONResponse({"detail": f"the body has more than {_MOST_BYTES:,} bytes"}, 413)
        # A form of a foreign page cannot send this type without asking first.
        if kind.partition(";")[0].strip() != "application/json":
            return JSONResponse({"detail": "the content type must be application/json"}, 415)
    return await call_next(request)


def run_server(app: FastAPI, host: str, port: int, name: str) -> None:
    """Answer until Ctrl-C or SIGTERM; requests in progress are finished first."""
    limits: dict[str, Any] = {"limit_concurrency": 256, "timeout_graceful_shutdown": 10}
    quiet: dict[str, Any] = {"access_log": False, "log_level": "warning", "server_header": False}
    config = uvicorn.Config(app, host=host, port=port, **quiet, **limits)
    listener = config.bind_socket()  # which names an address in use, and exits
    listener.listen()
    for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn sends itself the signal again
        signal.signal(number, lambda *_: sys.exit())
    typer.echo(f"Serving {name} on http://{host}:{listener.getsockname()[1]} (Ctrl-C to stop)")
    uvicorn.Server(config).run([listener])
