"""The commands. They parse, call and print; the work is in the stages.

What is heavy (scikit-learn, pandas, MLflow, Optuna) is imported by the command that needs it, so
that help is shown at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from . import __version__
from .config import Arguments, Paths, find_root
from .console import Commands, print_json, progress
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
    help="Tag machine-learning projects by title and description.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RunId = Annotated[str | None, typer.Option(help="A run instead of the latest.")]
ArgumentsFile = Annotated[
    Path | None,
    typer.Option("--args", exists=True, dir_okay=False, help="Instead of config/args.json."),
]


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
    projects: Annotated[str | None, typer.Option(help="Path or URL of the projects.")] = None,
    tags: Annotated[str | None, typer.Option(help="Path or URL of the tags.")] = None,
    projects_sha256: Annotated[str | None, typer.Option(help="What it must be.")] = None,
    tags_sha256: Annotated[str | None, typer.Option(help="What it must be.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw another sample.")] = None,
    as_json: AsJson = False,
) -> None:
    """Extract, load and transform the data; by default the sample of the package."""
    from .data.elt import elt_data as run_elt

    with progress("Reading data"):
        summary = run_elt(_paths(), projects, tags, projects_sha256, tags_sha256, seed)
    print_json(summary.to_dict()) if as_json else print_summary(summary)


@app.command()
def train(arguments: ArgumentsFile = None, as_json: AsJson = False) -> None:
    """Train a model, track it and make it the latest run."""
    from .models.train import train_model

    paths = _paths()
    with progress("Training"):
        artifacts = train_model(paths, Arguments.load(arguments or paths.arguments_json))
    if as_json:
        print_json({"run_id": artifacts.run_id, **artifacts.performance})
    else:
        print_training(artifacts)


@app.command()
def optimize(
    study_name: Annotated[str, typer.Option(help="A study of that name is resumed.")] = "tuning",
    trials: Annotated[int, typer.Option(min=1, help="How many more trials to run.")] = 20,
    arguments: ArgumentsFile = None,
    as_json: AsJson = False,
) -> None:
    """Search better parameters by cross-validation and keep them in config/args.json."""
    from .models.tune import optimize as search

    paths = _paths()
    start = Arguments.load(arguments or paths.arguments_json)
    tuning = search(paths, start, study_name, trials, print_trial)
    if as_json:
        best = tuning.best
        print_json({"weighted_f1": best.value, "arguments": best.arguments.to_dict()})
    else:
        print_tuning(tuning)


@app.command()
def evaluate(
    run_id: RunId = None,
    splits: Annotated[
        int | None, typer.Option(min=2, help="Train and test on so many splits instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a run on its test rows, or the parameters on many splits; write a report."""
    from .evaluation.evaluate import evaluate_run, evaluate_splits

    if splits is not None and run_id is not None:
        raise typer.BadParameter("--splits measures the parameters, not a run: drop one")
    paths = _paths()
    with progress("Measuring"):
        if splits is None:
            report = evaluate_run(paths, run_id)
        else:
            report = evaluate_splits(paths, Arguments.load(paths.arguments_json), splits)
    if not as_json:
        print_report(report)
    else:
        print_json(report.performance if splits is None else report.performance["splits"])


@app.command()
def predict(
    texts: Annotated[list[str] | None, typer.Argument(metavar="TEXT...", help="To tag.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with one text a line.")] = None,
    run_id: RunId = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Abstain where the best probability is lower."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Predict the tag of texts."""
    from .inference.artifacts import load_artifacts
    from .inference.predict import predict as predict_tags
    from .inference.texts import read_texts

    if bool(texts) == (file is not None):
        raise typer.BadParameter("give either texts or --file")
    wanted = read_texts(file) if file is not None else (texts or [])
    predictions = predict_tags(wanted, load_artifacts(_paths(), run_id), threshold)
    print_json(predictions) if as_json else print_predictions(predictions)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8000,
    run_id: RunId = None,
) -> None:
    """Answer over HTTP and show the model on a web page, until Ctrl-C."""
    from .inference.serving.app import create_app
    from .inference.serving.loading import load_service
    from .inference.serving.server import address, build_server, listen, run_until_stopped

    with progress("Loading"):
        service = load_service(_paths(), run_id)
    with listen(host, port) as listener:
        typer.echo(f"serving run {service.card.run_id} on {address(listener)} (Ctrl-C to stop)")
        run_until_stopped(build_server(create_app(service)), listener)


def _paths() -> Paths:
    """Return the places of the project the command was started in."""
    return Paths(find_root())
