"""Public notebooks are moved without a refusal, an undefined name or a lost comment."""

import os
from pathlib import Path

import pytest

from benchmarks.notebooks import measure

FOLDER = os.environ.get("SCAFFOLD_NOTEBOOKS", "")
NOTEBOOKS = sorted(Path(FOLDER).rglob("*.ipynb")) if FOLDER else []


@pytest.mark.slow
@pytest.mark.skipif(not NOTEBOOKS, reason="SCAFFOLD_NOTEBOOKS names no folder with notebooks")
def test_public_notebooks_are_moved() -> None:
    found = [measure(path) for path in NOTEBOOKS]
    assert sum(each.undefined + each.unparsed + each.statements for each in found) == 0
    assert sum(each.lost for each in found) == 0
    definitions = sum(each.definitions for each in found)
    assert sum(each.moved for each in found) >= 0.95 * definitions
    assert sum(each.left for each in found) <= len(found)
