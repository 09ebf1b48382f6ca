"""Commands and options that are the same whatever trains the model; `cli` adds the others."""

from pathlib import Path
from typing import Annotated

import typer

from . import __version__
from .config import Arguments, Paths, find_root
from .console import print_json, progress, run_each
from .options import AllowedHosts, Digest, Host, Port
from .printing import print_report, print_summary

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RunId = Annotated[str | None, typer.Option(help="A run instead of the latest.")]
ArgumentsFile = Annotated[
    Path | None,
    typer.Option(
        "--args", exists=True, dir_okay=False, help="File that replaces config/args.json."
    ),
]

# The first is for a project without data; existing data is never replaced without asking.
WORKFLOW = (
    ("elt-data",),
    ("train",),
    ("evaluate",),
    ("predict", "Transfer learning with transformers for text classification"),
)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def elt_data(
    projects: Annotated[str | None, typer.Option(help="Path or URL of the projects.")] = None,
    tags: Annotated[str | None, typer.Option(help="Path or URL of the tags.")] = None,
    projects_sha256: Annotated[str | None, typer.Option(help="Expected SHA-256.")] = None,
    tags_sha256: Annotated[str | None, typer.Option(help="Expected SHA-256.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw another sample.")] = None,
    as_json: AsJson = False,
) -> None:
    """Extract, load and transform the data; by default the sample of the package."""
    from .data.elt import elt_data as run_elt

    with progress("Reading data"):
        summary = run_elt(project_paths(), projects, tags, projects_sha256, tags_sha256, seed)
    print_json(summary.to_dict()) if as_json else print_summary(summary)


def evaluate(
    run_id: RunId = None,
    splits: Annotated[
        int | None, typer.Option(min=2, help="Number of splits to train and test on instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a run on its test rows, or the parameters on many splits; write a report."""
    from .evaluation.evaluate import evaluate_run, evaluate_splits

    if splits is not None and run_id is not None:
        raise typer.BadParameter("--splits measures the parameters, not a run: drop one")
    paths = project_paths()
    with progress("Measuring"):
        if splits is None:
            report = evaluate_run(paths, run_id)
        else:
            report = evaluate_splits(paths, Arguments.load(paths.arguments_json), splits)
    if not as_json:
        print_report(report)
    else:
        print_json(report.performance if splits is None else report.performance["splits"])


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    run_id: RunId = None,
    digest: Digest = None,
    *,
    allowed_hosts: AllowedHosts,
) -> None:
    """Answer over HTTP and show the model on a web page, until Ctrl-C."""
    from .inference.latest import check_digest
    from .inference.serving.app import create_app
    from .inference.serving.loading import load_service
    from .inference.serving.server import address, build_server, listen, run_until_stopped

    with progress("Loading"):
        check_digest(project_paths(), run_id, digest)
        service = load_service(project_paths(), run_id)
    with listen(host, port) as listener:
        typer.echo(f"serving run {service.card.run_id} on {address(listener)} (Ctrl-C to stop)")
        run_until_stopped(build_server(create_app(service, [host, *allowed_hosts])), listener)


def workflow(context: typer.Context) -> None:
    """Run train, evaluate and predict once; before them elt-data, if there is no data yet."""
    has_data = project_paths().labeled_csv.is_file()
    run_each(context, WORKFLOW[1:] if has_data else WORKFLOW)


def project_paths() -> Paths:
    """Return the places of the project the command was started in."""
    return Paths(find_root())
