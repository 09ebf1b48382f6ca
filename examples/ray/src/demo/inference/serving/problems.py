"""What a client is told when a request is refused: a name, a sentence, a hint, the fields."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from ...errors import InputError

# A request can be wrong in a thousand places; no one reads more than a few.
_MOST_FIELDS = 10
_LONGEST_PATH = 80
_SEE_SCHEMA = "the schema of requests is at /openapi.json"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    path: str = Field(description="Its path in the request", examples=["texts.2"])
    problem: str


class Problem(BaseModel):
    """Why a request was refused."""

    error: str = Field(description="A name that does not change", examples=["invalid-input"])
    message: str
    hint: str = ""
    fields: list[FieldProblem] = []


_REFUSALS = {
    400: "The body is not JSON, or the headers are refused.",
    413: "The body is too large.",
    415: "The content type is not JSON.",
    422: "A field is missing, unknown, or not what it should be.",
}
# For the schema of an endpoint that reads a body.
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text} for status, text in _REFUSALS.items()
}


def add_handlers(app: FastAPI) -> None:
    """Let every error of an app be answered in one form."""
    app.exception_handler(RequestValidationError)(_on_invalid)
    app.exception_handler(InputError)(_on_input_error)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(Exception)(_on_mistake)


def problem_response(
    status: int, problem: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem as JSON in ASCII: what a client sent may be no valid Unicode."""
    content = json.dumps(problem.model_dump())
    return Response(content, status, headers, media_type="application/json")


async def _on_invalid(_: Request, error: RequestValidationError) -> Response:
    """Name the fields that are wrong, or say that the body is not JSON."""
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        place, reason = found[0]["loc"][-1], found[0]["ctx"]["error"]
        return _not_json(f"{reason} at character {place}")
    fields = [
        FieldProblem(path=_path(each["loc"]), problem=each["msg"]) for each in found[:_MOST_FIELDS]
    ]
    first = f"{fields[0].path}: {fields[0].problem}"
    problem = Problem(error="invalid-input", message=first, hint=_SEE_SCHEMA, fields=fields)
    return problem_response(422, problem)


async def _on_input_error(_: Request, error: InputError) -> Response:
    """Pass on what the predictor cannot use."""
    return problem_response(
        422, Problem(error="invalid-input", message=error.message, hint=error.hint)
    )


async def _on_http_exception(_: Request, error: HTTPException) -> Response:
    """Name what FastAPI refuses: an unknown address or method, a body that cannot be parsed."""
    if error.status_code == HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        return _not_json(_parsing_problem(error.__cause__))
    name = HTTPStatus(error.status_code).phrase.lower()
    problem = Problem(error=name.replace(" ", "-"), message=name, hint=_SEE_SCHEMA)
    return problem_response(error.status_code, problem, error.headers)


async def _on_mistake(_: Request, __: Exception) -> Response:
    """Admit a mistake of the program; its traceback is for the log alone."""
    message = "the server made a mistake; its log says which"
    return problem_response(500, Problem(error="internal-error", message=message))


def _parsing_problem(cause: BaseException) -> str:
    """Say why a body cannot be parsed."""
    if isinstance(cause, UnicodeDecodeError):
        return f"byte {cause.start} is not UTF-8"
    return "it is nested too deep" if isinstance(cause, RecursionError) else str(cause)


def _not_json(reason: str) -> Response:
    """Refuse a body that is not JSON."""
    problem = Problem(error="not-json", message=f"the body is not JSON: {reason}", hint=_SEE_SCHEMA)
    return problem_response(400, problem)


def _path(location: Sequence[Any]) -> str:
    """Return the path of a field in the body."""
    return ".".join(str(part) for part in location[1:])[:_LONGEST_PATH] or "body"
