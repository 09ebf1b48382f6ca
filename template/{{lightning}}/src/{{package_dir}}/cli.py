"""The commands. They parse, call and print; the work is in the stages.

What is heavy (PyTorch, Lightning, Hydra, MLflow, Optuna) is imported by the command that needs it,
so that help is shown at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from . import __version__
from .config import Paths, find_root
from .console import Commands, print_json, progress, run_each
from .options import AllowedHosts, Digest, Host, Port
from .printing import (
    print_predictions,
    print_report,
    print_summary,
    print_training,
    print_trial,
    print_tuning,
)

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Classify small images.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RunId = Annotated[str | None, typer.Option(help="A run instead of the latest.")]
Overrides = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="OVERRIDE...", help="Choices and values, as in model=linear seed=1 (Hydra)."
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show what the libraries say.")]

# The first is for a project without data; existing data is never replaced without asking.
WORKFLOW = (("elt-data",), ("train",), ("evaluate",), ("predict", "--row", "0"))


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """Take the options of all commands."""


@app.command("elt-data")
def elt_data(
    source: Annotated[
        str | None, typer.Option(help="Path or URL of a CSV file: a label and numbers.")
    ] = None,
    sha256: Annotated[str | None, typer.Option(help="Expected SHA-256.")] = None,
    as_json: AsJson = False,
) -> None:
    """Extract, load and transform the data; by default scikit-learn's digits."""
    from .data.elt import elt_data as run_elt

    with progress("Reading data"):
        summary = run_elt(_paths(), source, sha256)
    print_json(summary.to_dict()) if as_json else print_summary(summary)


@app.command()
def train(
    overrides: Overrides = None,
    config_name: Annotated[str, typer.Option(help="A file in configs/.")] = "train",
    rerun: Annotated[
        str | None, typer.Option(help="Train with the parameters of an earlier run.")
    ] = None,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Train a model, track it and make it the latest run."""
    from .models.train import begin_run, train_model
    from .utils.logs import show_messages

    show_messages("DEBUG" if verbose else "WARNING")
    paths = _paths()
    with progress("Training"):
        config, folder = begin_run(paths, overrides or [], config_name, rerun)
        artifacts = train_model(paths, config, folder)
    if as_json:
        print_json({"run_id": artifacts.run_id, **artifacts.performance})
    else:
        print_training(artifacts)


@app.command()
def optimize(
    overrides: Overrides = None,
    trials: Annotated[int | None, typer.Option(min=1, help="How many more trials to run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Search better parameters and keep them in configs/tuned/best.yaml."""
    from .models.tune import optimize as search
    from .utils.logs import show_messages

    show_messages()
    tuning = search(_paths(), overrides or [], trials, print_trial)
    if as_json:
        best = tuning.best
        print_json({tuning.metric: best.value, "parameters": dict(best.parameters)})
    else:
        print_tuning(tuning)


@app.command()
def evaluate(
    overrides: Overrides = None,
    run_id: RunId = None,
    splits: Annotated[
        int | None, typer.Option(min=2, help="Number of splits to train and test on instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a run on its test rows, or the parameters on many splits; write a report."""
    from .evaluation.evaluate import evaluate_run, evaluate_splits
    from .utils.composing import compose_config
    from .utils.logs import show_messages

    show_messages()
    if splits is not None and run_id is not None:
        raise typer.BadParameter("--splits measures the parameters, not a run: drop one")
    if splits is None and overrides:
        raise typer.BadParameter("a run has its parameters: overrides need --splits")
    with progress("Measuring"):
        if splits is None:
            report = evaluate_run(_paths(), run_id)
        else:
            report = evaluate_splits(_paths(), compose_config(_paths(), overrides or []), splits)
    if not as_json:
        print_report(report)
    else:
        print_json(report.performance if splits is None else report.performance["splits"])


@app.command()
def predict(
    images: Annotated[
        list[str] | None, typer.Argument(metavar="IMAGE...", help="As JSON: [[0, 12, ...], ...].")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="File with one image per line.")] = None,
    row: Annotated[list[int] | None, typer.Option(min=0, help="A row of the data.")] = None,
    run_id: RunId = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Abstain where the best probability is lower."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Predict the class of images."""
    from .inference.artifacts import load_artifacts
    from .inference.images import parse_image, read_images, read_rows
    from .inference.predict import predict as predict_labels
    from .utils.logs import show_messages

    show_messages()
    if sum(map(bool, (images, file, row))) != 1:
        raise typer.BadParameter("give either images, --file or --row")
    if file is not None:
        wanted = read_images(file)
    elif row:
        wanted = read_rows(_paths().labeled_csv, row)
    else:
        wanted = [parse_image(image) for image in images or []]
    predictions = predict_labels(wanted, load_artifacts(_paths(), run_id), threshold)
    names = [f"row {number}" for number in row or []] or [str(n + 1) for n in range(len(wanted))]
    print_json(predictions) if as_json else print_predictions(predictions, names)


@app.command()
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
    from .utils.logs import show_messages

    show_messages()
    with progress("Loading"):
        check_digest(_paths(), run_id, digest)
        service = load_service(_paths(), run_id)
    with listen(host, port) as listener:
        typer.echo(f"serving run {service.card.run_id} on {address(listener)} (Ctrl-C to stop)")
        run_until_stopped(build_server(create_app(service, [host, *allowed_hosts])), listener)


@app.command()
def workflow(context: typer.Context) -> None:
    """Run train, evaluate and predict once; before them elt-data, if there is no data yet."""
    has_data = _paths().labeled_csv.is_file()
    run_each(context, WORKFLOW[1:] if has_data else WORKFLOW)


def _paths() -> Paths:
    """Return the places of the project the command was started in."""
    return Paths(find_root())
