"""The commands. They parse, call and print; the work is in the stages.

What is heavy (Ray, PyTorch, scikit-learn, pandas, MLflow) is imported by the command that needs
it, so that help is shown at once. Only train, optimize and predict --file start Ray.
"""

from contextlib import ExitStack
from dataclasses import replace
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
    show_version,
    workflow,
)
from .config import Arguments
from .console import Commands, print_json, progress
from .options import AllowedHosts, Digest, Host, Port
from .printing import print_predictions, print_training, print_trial, print_tuning
from .utils.cluster import set_environment, stdout_for_results

set_environment()  # before a command imports Ray

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Tag machine-learning projects by title and description.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)

Address = Annotated[
    str | None,
    typer.Option(envvar="RAY_ADDRESS", help="A cluster that runs; else Ray starts here."),
]


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
def train(
    arguments: ArgumentsFile = None,
    encoder: Annotated[
        str | None, typer.Option(help="Name or folder of a pretrained transformer.")
    ] = None,
    num_workers: Annotated[int, typer.Option(min=1, help="Processes that train together.")] = 1,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Train a model, track it and make it the latest run."""
    from .models.train import train_model

    paths = project_paths()
    chosen = Arguments.load(arguments or paths.arguments_json)
    if encoder is not None:
        chosen = replace(chosen, encoder=encoder)
    with progress("Training"), stdout_for_results():
        artifacts = train_model(paths, chosen, num_workers, address)
    if as_json:
        print_json({"run_id": artifacts.run_id, **artifacts.performance})
    else:
        print_training(artifacts)


@app.command()
def optimize(
    study_name: Annotated[str, typer.Option(help="A study of that name is resumed.")] = "tuning",
    trials: Annotated[int, typer.Option(min=1, help="How many more trials to run.")] = 20,
    at_once: Annotated[int, typer.Option(min=1, help="How many trials run together.")] = 1,
    arguments: ArgumentsFile = None,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Search better parameters by cross-validation and keep them in config/args.json."""
    from .models.tune import optimize as search

    paths = project_paths()
    start = Arguments.load(arguments or paths.arguments_json)
    with stdout_for_results():
        tuning = search(paths, start, study_name, trials, print_trial, at_once, address)
    if as_json:
        best = tuning.best
        print_json({"weighted_f1": best.value, "arguments": best.arguments.to_dict()})
    else:
        print_tuning(tuning)


app.command()(evaluate)


@app.command()
def predict(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT...", help="Texts to classify.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="File with one text per line.")] = None,
    run_id: RunId = None,
    address: Address = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Abstain where the best probability is lower."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Predict the tag of texts; those of a file with all machines of a cluster."""
    from .inference.artifacts import load_artifacts
    from .inference.predict import predict as predict_tags
    from .inference.texts import read_texts

    if bool(texts) == (file is not None):
        raise typer.BadParameter("give either texts or --file")
    artifacts = load_artifacts(project_paths(), run_id)
    if file is None:
        predictions = predict_tags(texts or [], artifacts, threshold)
    else:
        from .inference.batch import predict_batches

        with stdout_for_results():
            predictions = predict_batches(read_texts(file), artifacts, threshold, address)
    print_json(predictions) if as_json else print_predictions(predictions)


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    replicas: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
    run_id: RunId = None,
    address: Address = None,
    digest: Digest = None,
    *,
    allowed_hosts: AllowedHosts,
) -> None:
    """Answer over HTTP by Ray Serve and show the model on a web page, until Ctrl-C."""
    from .inference.latest import check_digest
    from .inference.serving.replicas import Served, serving, wait_until_stopped

    check_digest(project_paths(), run_id, digest)
    served = Served(project_paths(), run_id, host, port, replicas, tuple(allowed_hosts))
    with ExitStack() as running:
        with progress("Starting Ray"), stdout_for_results():
            found, url = running.enter_context(serving(served, address))
        typer.echo(f"serving run {found} on {url} (Ctrl-C to stop)")
        wait_until_stopped()


app.command()(workflow)
