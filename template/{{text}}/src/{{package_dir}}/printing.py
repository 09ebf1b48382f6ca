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
    from .models.trials import TrialReport, Tuning


def print_summary(summary: "Summary") -> None:
    """Print the counts of kept and dropped rows."""
    print_table(
        f"{summary.rows} labeled projects",
        ["tag", "rows", "share"],
        [[tag, rows, f"{rows / summary.rows:.0%}"] for tag, rows in summary.labels.items()],
    )
    dropped = {
        "without a tag": summary.untagged,
        "with the text of an earlier one": summary.duplicates,
    }
    for reason, rows in dropped.items():
        if rows:
            typer.echo(f"dropped {rows} projects {reason}")
    if summary.unused_tags:
        typer.echo(f"ignored {summary.unused_tags} tags of unknown projects")


def print_training(artifacts: "Artifacts") -> None:
    """Print how well each stage of a training went."""
    performance = artifacts.performance
    stages = {
        "train": "fitted rows",
        "validation": "held-out rows",
        "cross_validation": "cross-validation",
    }
    rows = [
        [name, *_scores(performance[stage])]
        for stage, name in stages.items()
        if stage in performance
    ]
    print_table("Training", ["measured on", "rows", "weighted F1", "macro F1"], rows)
    typer.echo(f"run: {artifacts.run_id}")


def print_trial(trial: "TrialReport") -> None:
    """Print a trial as soon as it ends; on stderr, for the result is still to come."""
    typer.echo(f"trial {trial.number}: {trial.state}, weighted F1 {trial.value:.3f}", err=True)


def print_tuning(tuning: "Tuning") -> None:
    """Print the best parameters of the study."""
    best = tuning.best
    rows = [[key, value] for key, value in best.arguments.to_dict().items()]
    print_table(f"Best: trial {best.number}", ["parameter", "value"], rows)
    typer.echo(f"weighted F1 in cross-validation: {best.value:.3f}")
    typer.echo("written to config/args.json; train to use them")


def print_report(report: "Report") -> None:
    """Print the main figures; the page has them all."""
    performance = report.performance
    scores: list[Sequence[object]] = [["all", *_scores(performance["overall"])]]
    print_table("Test", ["rows of", "rows", "weighted F1", "macro F1"], scores)
    print_table(
        "By class",
        ["tag", "rows", "precision", "recall", "F1"],
        [
            [tag, row["rows"], *(_figure(row[key]) for key in ("precision", "recall", "f1"))]
            for tag, row in performance["classes"].items()
        ],
    )
    if splits := performance["splits"]:
        for key in ("weighted_f1", "macro_f1"):
            name = key.replace("_f1", " F1")
            score = f"{splits[key]['mean']:.3f} +- {splits[key]['std']:.3f}"
            typer.echo(f"{name} over {len(splits['splits'])} splits: {score}")
    typer.echo(f"report: {report.page}")


def print_predictions(predictions: Sequence["Prediction"]) -> None:
    """Print each text with its tag and how probable that is."""
    rows = []
    for prediction in predictions:
        best = max(prediction["probabilities"].values())
        rows.append([prediction["tag"] or "(abstains)", f"{best:.2f}", prediction["text"]])
    print_table("", ["tag", "probability", "text"], rows)
    if "threshold" in (first := predictions[0]):
        coverage, precision = _figure(first["coverage"]), _figure(first["precision"])
        typer.echo(
            f"threshold {first['threshold']:g}: on rows held out it answered a share of "
            f"{coverage} with precision {precision}"
        )


def _scores(row: Mapping[str, Any]) -> list[object]:
    """Return rows and both F1 scores."""
    return [row["rows"], _figure(row["weighted_f1"]), _figure(row["macro_f1"])]


def _figure(value: float | None) -> str:
    """Return a figure with three digits; a dash if it could not be measured."""
    return "-" if value is None else f"{value:.3f}"
