"""The commands. They parse, call and print; the work is in the stages.

What is heavy (PyTorch, Lightning, Hydra, MLflow, Optuna) is imported by the command that needs it,
so that help is shown at once.
"""

import logging
from pathlib import Path
from typing import Annotated

import typer

from . import __version__
from .config import DataConfig, Parameters, Paths, Settings
from .console import Commands, print_json, print_predictions, print_scores, print_table, progress

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Predict the class of images.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
Overrides = Annotated[
    list[str] | None,
    typer.Argument(metavar="OVERRIDE...", help="Choices and values, as in model=mlp seed=1"),
]
RunId = Annotated[str | None, typer.Option("--run-id", help="Run to use (default: the latest)")]


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
) -> None:
    """Take the options of all commands."""


@app.command()
def elt_data(
    source: Annotated[
        str | None, typer.Argument(help="Folder, file or sklearn:digits (default: in use)")
    ] = None,
    target: Annotated[str | None, typer.Option(help="What is predicted; a column of CSV")] = None,
    size: Annotated[
        tuple[int, int] | None, typer.Option(metavar="HEIGHT WIDTH", help="Resize images to this")
    ] = None,
    drop_rare: Annotated[bool, typer.Option(help="Leave out classes with few rows")] = False,
    as_json: AsJson = False,
) -> None:
    """Extract, load and transform the data: look at them and write config/data.toml."""
    from .data.elt import bring, profile

    paths = Paths.find()
    if source:
        known = DataConfig(source=bring(paths, source))
    else:
        known = DataConfig.load(paths, profiled=False)
    chosen = {"target": target, "size": size}
    values = known.model_dump() | {key: value for key, value in chosen.items() if value}
    values |= {"classes": [], "rare_classes": []}
    with progress("Reading"):
        found = profile(paths, DataConfig.model_validate(values), drop_rare)
    if as_json:
        facts = {"rows": found.rows, "classes": found.counts, "warnings": found.warnings}
        print_json(facts | {"data": found.data.model_dump(mode="json")})
    else:
        title = f"{found.rows:,} rows of {found.data.source}"
        counts = [[name, f"{found.counts[name]:,}"] for name in found.data.classes]
        print_table(title, [found.data.target, "rows"], counts)
        typer.echo(f"shape of an input: {found.data.shape}")
        for warning in found.warnings:
            typer.echo(f"warning: {warning}")
    found.data.save(paths)
    typer.echo("Wrote config/data.toml", err=as_json)


@app.command()
def train(
    overrides: Overrides = None,
    experiment: Annotated[str, typer.Option(help="Experiment in MLflow")] = "train",
    name: Annotated[str | None, typer.Option(help="Name of the run in MLflow")] = None,
    verbose: Annotated[bool, typer.Option(help="Show the network, and errors in full")] = False,
    as_json: AsJson = False,
) -> None:
    """Train a network and make it the latest run."""
    if verbose:
        logging.basicConfig()
        logging.getLogger(__package__).setLevel(logging.DEBUG)
    paths = Paths.find()
    data, parameters = DataConfig.load(paths), Parameters.compose(paths, overrides or [])
    with progress("Training"):
        from .models.train import train as train_network

        run = train_network(paths, data, parameters, experiment, name)
    if as_json:
        print_json({"run_id": run.run_id} | run.facts)
    else:
        print_scores("Validation set", "", run.facts["scores"])
        for reason, rows in run.facts["source"]["dropped"].items():
            typer.echo(f"dropped: {rows:,} rows, because {reason}")
        epochs = len(run.facts["epochs"]["loss/val"])
        typer.echo(f"kept epoch {run.facts['best_epoch'] + 1} of {epochs}\nrun: {run.run_id}")


@app.command()
def optimize(
    overrides: Overrides = None,
    trials: Annotated[int, typer.Option(min=1, help="Parameters to try")] = 20,
    as_json: AsJson = False,
) -> None:
    """Search better parameters and keep them."""
    paths = Paths.find()
    data, parameters = DataConfig.load(paths), Parameters.compose(paths, overrides or [])
    with progress("Searching"):
        from .models.tune import METRIC
        from .models.tune import optimize as search

        tuning = search(paths, data, parameters, trials)
    before, after = tuning.before.scores[METRIC], tuning.trials[0].scores[METRIC]
    if as_json:
        tried = [{"changes": trial.changes} | trial.scores for trial in tuning.trials]
        print_json({"metric": METRIC, "before": before, "after": after, "trials": tried})
    else:
        rows = {str(n): trial.scores for n, trial in enumerate(tuning.trials, start=1)}
        print_scores("Trials on the validation set, the best first", "trial", rows)
        kept = "nothing better found"
        if tuning.improved:
            kept = f"written to config/tuned/{parameters.model.name}.yaml"
        typer.echo(f"{METRIC} before {before:.4f}, after {after:.4f}: {kept}")


@app.command()
def evaluate(run_id: RunId = None, as_json: AsJson = False) -> None:
    """Measure a run on its test set and write the report."""
    with progress("Measuring"):
        from .evaluation.report import evaluate as measure

        found, path = measure(Paths.find(), run_id)
    if as_json:
        print_json(found)
    else:
        scores = found["scores"]
        pairs = {
            name: {"model": scores[name], "baseline": found["baseline"][name]} for name in scores
        }
        print_scores(f"Test set, {found['rows']:,} rows", "score", pairs)
        print_scores("By class", "class", found["classes"])
        typer.echo(f"report: {path}")


@app.command()
def predict(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Images, folders of images, CSV or NPZ files")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="CSV file to write")] = None,
    held_out: Annotated[int, typer.Option(min=0, help="Predict rows of the test set")] = 0,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="Abstain below")] = None,
    run_id: RunId = None,
    as_json: AsJson = False,
) -> None:
    """Predict the class of images or rows."""
    from .inference import predict as inference
    from .models.runs import load_run

    if sum(map(bool, (files, held_out))) != 1:
        raise typer.BadParameter("give files or --held-out")
    paths = Paths.find()
    run = load_run(paths, run_id)
    if held_out:
        made = inference.predict_held_out(paths, run, held_out, threshold)
    else:
        made = inference.predict_files(files or [], run, threshold)
    if output:
        inference.write_predictions(output, made)
        typer.echo(f"Wrote {len(made):,} predictions to {output}")
    elif as_json:
        print_json({"run_id": run.run_id, "predictions": made})
    else:
        print_predictions(made)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on")] = 8000,
    allowed_host: Annotated[list[str] | None, typer.Option(help="Name of this machine")] = None,
    digest: Annotated[str | None, typer.Option(help="Refuse a run with another digest")] = None,
    run_id: RunId = None,
) -> None:
    """Serve a run over HTTP, with a web page."""
    from .inference.serve import create_app, run_server
    from .models.runs import load_run

    settings, paths = Settings(), Paths.find()
    run = load_run(paths, run_id, digest or settings.model_digest)
    hosts = [host, *(allowed_host or []), *settings.allowed_hosts.split()]
    run_server(create_app(paths, run, hosts), host, port, f"run {run.run_id}")


@app.command()
def runs(as_json: AsJson = False) -> None:
    """List the runs with their scores, the best first."""
    from .models.runs import list_runs

    found = list_runs(Paths.find())
    if as_json:
        print_json(found)
    else:
        rows = {run["run_id"]: run["scores"]["model"] for run in found}
        print_scores("Runs on their validation sets", "run", rows)


@app.command()
def workflow(context: typer.Context) -> None:
    """Run train, evaluate and predict; before them elt-data, if the classes are not known yet."""
    program = context.find_root()
    lines = [["train"], ["evaluate"], ["predict", "--held-out", "3"]]
    if not DataConfig.load(Paths.find(), profiled=False).is_profiled:
        lines.insert(0, ["elt-data"])
    for words in lines:
        typer.secho(f"\n$ {program.info_name} {' '.join(words)}", bold=True, err=True)
        if exit_code := program.command.main(words, standalone_mode=False):
            raise typer.Exit(exit_code)


if __name__ == "__main__":
    app()
