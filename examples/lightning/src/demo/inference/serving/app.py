"""The app of a service: predictions, the model's card and charts, and one web page.

It keeps nothing but the service, so any server of ASGI apps can run it, in several copies too.
"""

from collections.abc import Collection
from typing import Literal

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel

from ... import __version__
from .bounds import BoundedBody, CheckedHeaders
from .page import CHART_HEADERS, as_image, render_page
from .problems import RESPONSES, add_handlers
from .service import Card, Service

# The names of this machine for itself.
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


class Health(BaseModel):
    """The model is loaded; this is its run."""

    status: Literal["ok"] = "ok"
    run_id: str


def create_app(service: Service, hosts: Collection[str] = ()) -> FastAPI:
    """Return the app that answers with a service, to requests for this machine.

    Other names of this machine are allowed by `hosts`; "*" allows any.

    FastAPI's own pages of documentation are left out: they fetch their scripts from elsewhere.
    The schema is at /openapi.json.
    """
    app = FastAPI(
        title=service.title,
        description=service.summary,
        version=__version__,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BoundedBody, endpoint="/predict", largest=service.largest_body)
    app.add_middleware(CheckedHeaders, hosts={*LOCAL_HOSTS, *map(_in_header, hosts)})
    add_handlers(app)
    _add_predict(app, service)
    _add_facts(app, service)
    _add_page(app, service)
    return app


def _in_header(host: str) -> str:
    """Return a host as the header `host` names it: addresses of IPv6 in brackets."""
    return f"[{host.strip('[]')}]" if ":" in host else host.lower()


def _add_predict(app: FastAPI, service: Service) -> None:
    """Add the endpoint that answers; its schema is what the service's function is annotated with.

    The function is not a coroutine, so it runs in a thread and delays no other request.
    """
    examples = {name: {"value": value} for name, value in service.examples.items()}
    app.add_api_route(
        "/predict",
        service.predict,
        methods=["POST"],
        summary=service.summary,
        responses=RESPONSES,
        openapi_extra={"requestBody": {"content": {"application/json": {"examples": examples}}}},
    )


def _add_facts(app: FastAPI, service: Service) -> None:
    """Add what programs ask about the model."""
    known = Health(run_id=service.card.run_id)

    @app.get("/health", summary="Tell that the model is loaded")
    async def health() -> Health:
        return known

    @app.get("/model", summary="Describe the model that answers")
    async def model() -> Card:
        return service.card


def _add_page(app: FastAPI, service: Service) -> None:
    """Add the page for people, and the charts on it."""
    page = render_page(service)
    charts = {chart.name: as_image(chart) for chart in service.charts}

    @app.get("/", include_in_schema=False)
    async def show_page() -> Response:
        return Response(page.content, headers=page.headers, media_type="text/html")

    @app.get("/charts/{name}.svg", include_in_schema=False)
    async def show_chart(name: str) -> Response:
        if name not in charts:
            raise HTTPException(404)
        return Response(charts[name], headers=CHART_HEADERS, media_type="image/svg+xml")
