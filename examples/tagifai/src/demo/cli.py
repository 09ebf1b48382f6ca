"""The commands. They parse, call and print; the work is in the stages.

What is heavy (scikit-learn, MLflow, Optuna) is imported by the command that needs it, so that help
is shown at once.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import __version__
from .config import Column, DataConfig, Parameters, Paths, Role, Settings
from .console import Commands, print_json, print_predictions, print_scores, print_table, progress

if TYPE_CHECKING:
    from .data.elt import Profile

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Predict the class of texts.",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON")]
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
    # The steps of the solver are so short that other threads mostly wait for the first.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@app.command()
def elt_data(
    source: Annotated[str | None, typer.Argument(help="File or URL (default: in use)")] = None,
    labels: Annotated[str | None, typer.Option(help="File or URL with the labels by id")] = None,
    target: Annotated[str | None, typer.Option(help="Column to predict")] = None,
    text: Annotated[list[str] | None, typer.Option(help="Column with text (repeatable)")] = None,
    id_column: Annotated[str | None, typer.Option("--id", help="Column that names rows")] = None,
    group: Annotated[str | None, typer.Option(help="Column whose rows stay together")] = None,
    time: Annotated[str | None, typer.Option(help="Column that orders rows by time")] = None,
    other: Annotated[str | None, typer.Option(help="Class of the rows of rare classes")] = None,
    min_rows: Annotated[int | None, typer.Option(min=2, help="Rows below are rare")] = None,
    defaults: Annotated[bool, typer.Option(help="Accept the roles without prompting")] = False,
    as_json: AsJson = False,
) -> None:
    """Extract, load and transform the data: look at them and write config/data.toml."""
    from .data.elt import bring, profile

    paths = Paths.find()
    known = None if source and target else DataConfig.load(paths, profiled=False)
    if known is None or (target and target != known.target):
        if not target:
            raise typer.BadParameter("the data need a column to predict", param_hint="--target")
        known = DataConfig(source=source or (known.source if known else ""), target=target)
    files = {"source": source, "labels": labels}
    with progress("Reading"):
        brought = {key: bring(paths, file) for key, file in files.items() if file}
        chosen = {time: Role.TIME, group: Role.GROUP, id_column: Role.ID}
        chosen |= dict.fromkeys(text or (), Role.TEXT)
        columns = known.columns | {name: Column(role=role) for name, role in chosen.items() if name}
        rules: dict[str, Any] = {"columns": columns, "other": other or known.other}
        rules["min_rows"] = min_rows or known.min_rows
        rules["examples"] = [] if brought else known.examples  # those of other data are of no use
        found = profile(paths, known.model_copy(update=brought | rules))
    if as_json:
        facts = {"rows": found.rows, "classes": found.counts, "warnings": found.warnings}
        print_json(facts | {"data": found.data.model_dump(mode="json")})
    else:
        _print_profile(found)
        found = _ask_roles(found) if sys.stdin.isatty() and not defaults else found
    found.data.save(paths)
    typer.echo("Wrote config/data.toml", err=as_json)


def _print_profile(found: "Profile") -> None:
    """Print what was found in the data."""
    rows = [
        [name, column.role, f"{found.missing[name]:.1%}", f"{found.distinct[name]:,}"]
        for name, column in found.data.columns.items()
    ]
    title = f"{found.rows:,} rows of {' and '.join(found.data.files)}"
    print_table(title, ["column", "role", "missing", "distinct"], rows)
    counts = [[name, f"{found.counts.get(name, 0):,}"] for name in found.data.classes]
    print_table("", [found.data.target, "rows"], counts)
    for warning in found.warnings:
        typer.echo(f"warning: {warning}")


def _ask_roles(found: "Profile") -> "Profile":
    """Let the user change roles until they are right."""
    question = "Change a role (COLUMN=ROLE), or press Enter"
    while answer := typer.prompt(question, default="", show_default=False):
        name, _, role = answer.rpartition("=")
        try:
            found = found.with_role(name.strip(), Role(role.strip()))
        except ValueError as error:
            typer.echo(f"error: {error}", err=True)
    return found


@app.command()
def train(
    experiment: Annotated[str, typer.Option(help="Experiment in MLflow")] = "train",
    name: Annotated[str | None, typer.Option(help="Name of the run in MLflow")] = None,
    strict: Annotated[bool, typer.Option(help="Refuse rows that cannot be used")] = False,
    as_json: AsJson = False,
) -> None:
    """Train the model and make it the latest run."""
    from .models.train import train as train_model

    paths = Paths.find()
    data, parameters = DataConfig.load(paths), Parameters.load(paths.parameters_json)
    with progress("Training"):
        run = train_model(paths, data, parameters, experiment, name, strict)
    if as_json:
        print_json({"run_id": run.run_id} | run.facts)
    else:
        print_scores("Cross-validation on the training set", "", run.facts["scores"])
        for reason, rows in run.facts["source"]["dropped"].items():
            typer.echo(f"dropped: {rows:,} rows, because {reason}")
        typer.echo(f"run: {run.run_id}")


@app.command()
def optimize(
    trials: Annotated[int, typer.Option(min=1, help="Parameters to try")] = 20,
    as_json: AsJson = False,
) -> None:
    """Search better parameters and keep them."""
    from .models.train import METRIC
    from .models.tune import optimize as search

    paths = Paths.find()
    data, parameters = DataConfig.load(paths), Parameters.load(paths.parameters_json)
    with progress("Searching"):
        tuning = search(paths, data, parameters, trials)
    rows = {
        f"{number} C={trial.parameters.C:.3g}": trial.scores
        for number, trial in enumerate(tuning.trials, start=1)
    }
    before, after = tuning.before.scores[METRIC], tuning.trials[0].scores[METRIC]
    if as_json:
        tried = [trial.parameters.model_dump() | trial.scores for trial in tuning.trials]
        print_json({"metric": METRIC, "before": before, "after": after, "trials": tried})
    else:
        print_scores("Trials, the best first", "trial", rows)
        kept = "written to config/args.json" if tuning.improved else "nothing better found"
        typer.echo(f"{METRIC} before {before:.4f}, after {after:.4f}: {kept}")


@app.command()
def evaluate(
    run_id: RunId = None,
    splits: Annotated[int, typer.Option(min=1, help="Measure on as many splits")] = 1,
    as_json: AsJson = False,
) -> None:
    """Measure a run on its test set and write the report."""
    from .evaluation.report import evaluate as measure

    with progress("Measuring"):
        found, path = measure(Paths.find(), run_id, splits)
    if as_json:
        print_json(found)
    else:
        scores = found["scores"]
        pairs = {
            name: {"model": scores[name], "baseline": found["baseline"][name]} for name in scores
        }
        print_scores(f"Test set, {found['rows']:,} rows", "score", pairs)
        print_scores("By class", "class", found["classes"])
        print_scores("By slice", "slice", found["slices"])
        if splits > 1:
            print_scores(f"Over {splits} splits", "score", found["over_splits"])
        typer.echo(f"report: {path}")


@app.command()
def predict(
    texts: Annotated[list[str] | None, typer.Argument(help="Texts to predict")] = None,
    file: Annotated[Path | None, typer.Option(help="Table, or text file (one per line)")] = None,
    output: Annotated[Path | None, typer.Option(help="CSV or JSON Lines file to write")] = None,
    held_out: Annotated[int, typer.Option(min=0, help="Predict rows of the test set")] = 0,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="Abstain below")] = None,
    run_id: RunId = None,
    as_json: AsJson = False,
) -> None:
    """Predict the class of texts."""
    from .inference import predict as inference
    from .models.runs import load_run

    if sum(map(bool, (texts, file, held_out))) != 1:
        raise typer.BadParameter("give texts, --file or --held-out")
    paths = Paths.find()
    run = load_run(paths, run_id)
    if file:
        made = inference.predict_file(file, run, threshold)
    elif held_out:
        made = inference.predict_held_out(paths, run, held_out, threshold)
    else:
        named = zip(texts or [], inference.predict(texts or [], run, threshold), strict=True)
        made = [{"text": text, **each} for text, each in named]
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
        print_scores("Runs, by cross-validation", "run", rows, most=2)


@app.command()
def workflow(context: typer.Context) -> None:
    """Run train, evaluate and predict; before them elt-data, if the columns are not known yet."""
    program = context.find_root()
    lines = [["train"], ["evaluate"], ["predict", "--held-out", "3"]]
    if not DataConfig.load(Paths.find(), profiled=False).is_profiled:
        lines.insert(0, ["elt-data", "--defaults"])
    for words in lines:
        typer.secho(f"\n$ {program.info_name} {' '.join(words)}", bold=True, err=True)
        if exit_code := program.command.main(words, standalone_mode=False):
            raise typer.Exit(exit_code)


if __name__ == "__main__":
    app()
