"""The commands. They parse, call and print; the work is in the stages.

What is heavy (scikit-learn, pandas, MLflow, Optuna) is imported by the command that needs it, so
that help is shown at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from .commands import (
    ArgumentsFile,
    AsJson,
    RunId,
    elt_data,
    evaluate,
    project_paths,
    serve,
    show_version,
    workflow,
)
from .config import Arguments
from .console import Commands, print_json, progress
from .printing import print_predictions, print_training, print_trial, print_tuning

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Tag machine-learning projects by title and description.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=show_version, is_eager=True, help="Show the version and stop."
        ),
    ] = False,
) -> None:
    """Take the options of all commands."""


app.command("elt-data")(elt_data)


@app.command()
def train(arguments: ArgumentsFile = None, as_json: AsJson = False) -> None:
    """Train a model, track it and make it the latest run."""
    from .models.train import train_model

    paths = project_paths()
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

    paths = project_paths()
    start = Arguments.load(arguments or paths.arguments_json)
    tuning = search(paths, start, study_name, trials, print_trial)
    if as_json:
        best = tuning.best
        print_json({"weighted_f1": best.value, "arguments": best.arguments.to_dict()})
    else:
        print_tuning(tuning)


app.command()(evaluate)


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
    predictions = predict_tags(wanted, load_artifacts(project_paths(), run_id), threshold)
    print_json(predictions) if as_json else print_predictions(predictions)


app.command()(serve)
app.command()(workflow)
