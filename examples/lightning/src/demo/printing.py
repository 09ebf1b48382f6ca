"""What the commands print: results on stdout, trials on stderr while they run."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from .console import print_table

if TYPE_CHECKING:  # so that `--help` waits for none of them
    from .data.elt import Summary
    from .evaluation.evaluate import Report
    from .inference.artifacts import Artifacts
    from .inference.predict import Prediction
    from .models.tune import TrialReport, Tuning


def print_summary(summary: "Summary") -> None:
    """Print the counts of kept and dropped rows."""
    print_table(
        f"{summary.rows} labeled rows",
        ["label", "rows", "share"],
        [[label, rows, f"{rows / summary.rows:.0%}"] for label, rows in summary.labels.items()],
    )
    typer.echo(f"numbers in each row: {summary.columns}")
    if summary.duplicates:
        typer.echo(f"dropped {summary.duplicates} rows with the numbers of an earlier one")


def print_training(artifacts: "Artifacts") -> None:
    """Print how well a training went."""
    performance = artifacts.performance
    parts = {"train": "training rows", "validation": "validation rows"}
    rows = [[name, *_scores(performance[part])] for part, name in parts.items()]
    print_table("Training", ["measured on", "rows", "accuracy", "macro F1"], rows)
    typer.echo(f"kept epoch {performance['best_epoch'] + 1} of {performance['epochs']}")
    typer.echo(f"run: {artifacts.run_id}")


def print_trial(trial: "TrialReport") -> None:
    """Print a trial as soon as it ends; on stderr, for the result is still to come."""
    value = "failed" if trial.value is None else f"{trial.value:.4f}"
    typer.echo(f"trial {trial.number}: {value}", err=True)


def print_tuning(tuning: "Tuning") -> None:
    """Print the best parameters of the study."""
    best = tuning.best
    rows = [[key, value] for key, value in best.parameters.items()]
    print_table(f"Best: trial {best.number}", ["parameter", "value"], rows)
    typer.echo(f"{tuning.metric}: {best.value:.4f}")
    typer.echo("written to configs/tuned/best.yaml; train to use them")


def print_report(report: "Report") -> None:
    """Print the main figures; the page has them all."""
    performance = report.performance
    scores: list[Sequence[object]] = [["all", *_scores(performance["overall"])]]
    print_table("Test", ["rows of", "rows", "accuracy", "macro F1"], scores)
    print_table(
        "By class",
        ["class", "rows", "precision", "recall", "F1"],
        [
            [name, row["rows"], *(f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))]
            for name, row in performance["classes"].items()
        ],
    )
    if splits := performance["splits"]:
        for key, name in (("accuracy", "accuracy"), ("macro_f1", "macro F1")):
            score = f"{splits[key]['mean']:.3f} +- {splits[key]['std']:.3f}"
            typer.echo(f"{name} over {len(splits['splits'])} splits: {score}")
    typer.echo(f"report: {report.page}")


def print_predictions(predictions: Sequence["Prediction"], names: Sequence[str]) -> None:
    """Print each image by its name, with its label and how probable that is."""
    rows = []
    for prediction, name in zip(predictions, names, strict=True):
        best = max(prediction["probabilities"].values())
        rows.append([name, prediction["label"] or "(abstains)", f"{best:.2f}"])
    print_table("", ["image", "label", "probability"], rows)


def _scores(row: Mapping[str, Any]) -> list[object]:
    """Return rows and both scores."""
    return [row["rows"], f"{row['accuracy']:.3f}", f"{row['macro_f1']:.3f}"]
