"""`scaffold notebook verify`: the one command that runs the code of a notebook."""

from pathlib import Path
from typing import Annotated

import typer

from scaffold.commands.options import AsJson


def verify_command(
    path: Annotated[
        Path, typer.Argument(metavar="NOTEBOOK", help="Moved notebook, or its original")
    ],
    original: Annotated[
        Path | None,
        typer.Option("--original", metavar="PATH", help="Original notebook (default: detected)"),
    ] = None,
    result: Annotated[
        Path | None,
        typer.Option("--result", metavar="PATH", help="Moved notebook (default: detected)"),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="DIR",
            help="Project folder, of which a copy is used (default: detected)",
        ),
    ] = None,
    python: Annotated[
        Path | None,
        typer.Option(
            "--python", metavar="PATH", help="Interpreter or virtual environment of the project"
        ),
    ] = None,
    mutants: Annotated[
        int,
        typer.Option(
            "--mutants", metavar="N", min=0, help="Number of mutants that test the comparison"
        ),
    ] = 0,
    cell_limit: Annotated[
        float,
        typer.Option("--cell-limit", metavar="SECONDS", min=0.1, help="Time limit per cell"),
    ] = 600,
    limit: Annotated[
        float, typer.Option("--limit", metavar="SECONDS", min=0.1, help="Total time limit")
    ] = 3600,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Seed of the random generators")
    ] = 0,
    network: Annotated[
        bool, typer.Option("--network/--no-network", help="Allow access to the network")
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a report as an HTML page")
    ] = None,
    write_tests: Annotated[
        bool, typer.Option("--write-tests", help="Write a test that pins the compared values")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the original twice and the moved notebook once, and compare them cell by cell."""
    from scaffold import report
    from scaffold.verbs.notebook_verify import Limits, VerifyRequest, verify_notebook

    request = VerifyRequest(
        path,
        original=original,
        result=result,
        project=project,
        python=python,
        limits=Limits(cell_limit, limit),
        seed=seed,
        network=network,
        mutants=mutants,
        page=page,
        write_tests=write_tests,
    )
    with report.verifying() as progress:
        verified = verify_notebook(request, progress)
    if as_json:
        report.print_json(verified.as_json())
    else:
        report.print_verification(verified.found, verified.pair)
        if write_tests:
            report.print_pinned(verified.found, verified.test)
    raise typer.Exit(verified.exit_code)
