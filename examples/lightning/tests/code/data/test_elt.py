"""From a table to labeled rows: what is kept, what is dropped, what is refused by its place."""

from pathlib import Path

import pytest

from demo.config import Paths
from demo.data.elt import elt_data
from demo.errors import DataError


def test_without_a_source_it_is_the_digits_of_scikit_learn(tmp_path: Path) -> None:
    summary = elt_data(Paths(tmp_path))
    assert (summary.rows, summary.columns, summary.duplicates) == (1797, 64, 0)
    assert list(summary.labels) == [str(digit) for digit in range(10)]
    first = Paths(tmp_path).labeled_csv.read_text().splitlines()[1]
    assert first.startswith("0,0,0,5,13,9,1,0,0,0,0,13,15,")


def test_a_table_is_kept_with_its_label_first(resources_path: Path, tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    summary = elt_data(paths, str(resources_path / "flowers.csv"))
    assert summary.to_dict() == {
        "rows": 20,
        "columns": 2,
        "labels": {"large": 10, "small": 10},
        "duplicates": 0,
    }
    lines = paths.labeled_csv.read_text().splitlines()
    assert lines[:2] == ["label,petal_length,petal_width", "small,1.4,0.2"]


def test_a_row_with_the_numbers_of_an_earlier_one_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("label,a\nx,1\ny,1.0\nz,2\n")
    summary = elt_data(Paths(tmp_path), str(tmp_path / "t.csv"))
    assert (summary.rows, summary.duplicates) == (2, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("label,a\n", "has a header but no rows", id="no rows"),
        pytest.param("a,b\n1,2\n", "column 'label' is missing", id="no labels"),
        pytest.param("label\nx\n", "labels and no numbers", id="no numbers"),
        pytest.param("label,a\n ,1\n", "line 2, column label: is empty", id="an empty label"),
        pytest.param("label,a\nx,\n", "line 2, column a: ''", id="an empty cell"),
        pytest.param("label,a\nx,1\ny,big\n", "line 3, column a: 'big'", id="a word"),
        pytest.param("label,a\nx,nan\n", "line 2, column a: 'nan'", id="not a number"),
        pytest.param("label,a\nx,-inf\n", "line 2, column a: '-inf'", id="infinity"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_its_place(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "t.csv").write_text(content)
    with pytest.raises(DataError) as caught:
        elt_data(Paths(tmp_path), str(tmp_path / "t.csv"))
    assert said in caught.value.message
    assert not Paths(tmp_path).data.exists()


def test_a_file_that_changed_is_refused(resources_path: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not the file expected"):
        elt_data(Paths(tmp_path), str(resources_path / "flowers.csv"), "0" * 64)
