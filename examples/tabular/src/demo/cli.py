"""The commands. They parse, call and print; the work is in the stages.

What is heavy (scikit-learn, MLflow, Optuna) is imported by the command that needs it, so that help
is shown at once.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import __version__
from .config import Column, DataConfig, Parameters, Paths, Role, Settings, Task
from .console import Commands, print_json, print_predictions, print_scores, print_table, progress

if TYPE_CHECKING:
    from .data.profile import Profile

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    help="Predict one column of a table from the others.",
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
    # On small tables threads of OpenMP mostly wait for each other. For a large one set it higher.
    os.environ.setdefault("OMP_NUM_THREADS", "1")


@app.command()
def profile(
    file: Annotated[Path | None, typer.Argument(help="Table (default: the source in use)")] = None,
    target: Annotated[str | None, typer.Option(help="Column to predict")] = None,
    task: Annotated[Task | None, typer.Option(help="Kind of target (default: guessed)")] = None,
    time: Annotated[str | None, typer.Option(help="Column that orders rows by time")] = None,
    group: Annotated[str | None, typer.Option(help="Column whose rows stay together")] = None,
    id_column: Annotated[str | None, typer.Option("--id", help="Column that names rows")] = None,
    text: Annotated[list[str] | None, typer.Option(help="Column with text (repeatable)")] = None,
    defaults: Annotated[bool, typer.Option(help="Accept the roles without prompting")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at a table and write config/data.toml."""
    from .data.profile import profile as profile_table

    paths = Paths.find()
    known = None if file else DataConfig.load(paths, profiled=False)
    source = paths.relative(file) if file else known.source if known else ""
    if not (target := target or (known.target if known else None)):
        raise typer.BadParameter("a table needs a column to predict", param_hint="--target")
    if known is None or known.target != target:
        known = DataConfig(source=source, target=target)
    chosen = {time: Role.TIME, group: Role.GROUP, id_column: Role.ID}
    chosen |= dict.fromkeys(text or (), Role.TEXT)
    columns = known.columns | {name: Column(role=role) for name, role in chosen.items() if name}
    known = known.model_copy(update={"task": task or known.task, "columns": columns})
    with progress("Profiling"):
        found = profile_table(paths.root / known.source, known)
    if as_json:
        print_json({"data": found.data.model_dump(mode="json"), "warnings": found.warnings})
    else:
        _print_profile(found)
        found = _ask_roles(found) if sys.stdin.isatty() and not defaults else found
    found.data.save(paths)
    typer.echo("Wrote config/data.toml", err=as_json)


def _print_profile(found: "Profile") -> None:
    """Print what was found in a table."""
    rows = [
        [name, column.role, f"{found.missing[name]:.1%}", f"{found.distinct[name]:,}"]
        for name, column in found.data.columns.items()
    ]
    title = f"{found.rows:,} rows of {found.data.source}: {found.data.task} of {found.data.target}"
    print_table(title, ["column", "role", "missing", "distinct"], rows)
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
    """Train the candidates and keep the best one."""
    from .models.train import train as train_model

    paths = Paths.find()
    data, parameters = DataConfig.load(paths), Parameters.load(paths.parameters_json)
    with progress("Training"):
        run = train_model(paths, data, parameters, experiment, name, strict)
    if as_json:
        print_json({"run_id": run.run_id, "candidate": run.candidate} | run.facts)
    else:
        print_scores("Cross-validation on the training set", "candidate", run.facts["scores"])
        if dropped := run.facts["source"]["dropped"]:
            typer.echo(f"dropped: {dropped:,} rows without a usable {data.target}")
        typer.echo(f"chosen: {run.candidate}, by {run.facts['chosen_by']}\nrun: {run.run_id}")


@app.command()
def optimize(
    trials: Annotated[int, typer.Option(min=1, help="Parameters to try")] = 20,
    as_json: AsJson = False,
) -> None:
    """Search better parameters and keep them."""
    from .models.tune import optimize as search

    paths = Paths.find()
    data, parameters = DataConfig.load(paths), Parameters.load(paths.parameters_json)
    with progress("Searching"):
        tuning = search(paths, data, parameters, trials)
    rows = {f"{n} {trial.candidate}": trial.scores for n, trial in enumerate(tuning.trials, 1)}
    before = tuning.before.scores[tuning.metric]
    after = tuning.trials[0].scores[tuning.metric]
    if as_json:
        print_json({"metric": tuning.metric, "before": before, "after": after, "trials": rows})
    else:
        print_scores("Trials, the best first", "trial", rows)
        kept = "written to config/args.json" if tuning.improved else "nothing better found"
        typer.echo(f"{tuning.metric} before {before:.4f}, after {after:.4f}: {kept}")


@app.command()
def evaluate(run_id: RunId = None, as_json: AsJson = False) -> None:
    """Measure a run on its test set and write the report."""
    from .evaluation.report import evaluate as measure

    with progress("Measuring"):
        found, path = measure(Paths.find(), run_id)
    if as_json:
        print_json(found)
    else:
        scores = found["scores"]
        pairs = {
            name: {"model": scores[name], "baseline": found["baseline"][name]} for name in scores
        }
        print_scores(f"Test set, {found['rows']:,} rows", "score", pairs)
        for column, slices in list(found["slices"].items())[:3]:
            print_scores(f"By {column}", column, slices)
        typer.echo(f"report: {path}")


@app.command()
def predict(
    cells: Annotated[list[str] | None, typer.Argument(help="One row, as COLUMN=VALUE ...")] = None,
    file: Annotated[Path | None, typer.Option(help="Table with rows to predict")] = None,
    output: Annotated[Path | None, typer.Option(help="CSV or JSON Lines file to write")] = None,
    held_out: Annotated[int, typer.Option(min=0, help="Predict rows of the test set")] = 0,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="Abstain below")] = None,
    run_id: RunId = None,
    as_json: AsJson = False,
) -> None:
    """Predict rows."""
    from .inference import predict as inference
    from .models.runs import load_run

    if sum(map(bool, (cells, file, held_out))) != 1:
        raise typer.BadParameter("give COLUMN=VALUE, --file or --held-out")
    paths = Paths.find()
    run = load_run(paths, run_id)
    if file:
        made = inference.predict_file(file, run, threshold)
    elif held_out:
        made = inference.predict_held_out(paths, run, held_out, threshold)
    else:
        row = [cell.rpartition("=") for cell in cells or []]
        made = inference.predict([{name: value for name, _, value in row}], run, threshold)
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
    """Serve a run over HTTP, with a form."""
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
        rows = {f"{r['run_id']} {r['candidate']}": r["scores"][r["candidate"]] for r in found}
        print_scores("Runs, by cross-validation", "run", rows)


@app.command()
def workflow(context: typer.Context) -> None:
    """Run train, evaluate and predict; before them profile, if the columns are not known yet."""
    program = context.find_root()
    lines = [["train"], ["evaluate"], ["predict", "--held-out", "3"]]
    if not DataConfig.load(Paths.find(), profiled=False).is_profiled:
        lines.insert(0, ["profile", "--defaults"])
    for words in lines:
        typer.secho(f"\n$ {program.info_name} {' '.join(words)}", bold=True, err=True)
        if exit_code := program.command.main(words, standalone_mode=False):
            raise typer.Exit(exit_code)
