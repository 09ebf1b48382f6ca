"""The data module over labeled rows: images and tables, parts, batches, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
import torch

from demo.config import Paths
from demo.data.digits import DigitsDataModule
from demo.data.elt import elt_data
from demo.data.module import DataFacts
from demo.errors import (
    ArgumentsError,
    DataError,
    ProjectError,
)


@pytest.fixture
def digits(data_path: Path) -> DigitsDataModule:
    """The digits."""
    return DigitsDataModule(str(data_path / "labeled.csv"), limits=(0, 16))


@pytest.fixture
def flowers(resources_path: Path, tmp_path: Path) -> str:
    """The labeled rows of a small table."""
    paths = Paths(tmp_path)
    elt_data(paths, str(resources_path / "flowers.csv"))
    return str(paths.labeled_csv)


def test_the_parts_have_every_row_once_and_the_same_share_of_each_label(
    digits: DigitsDataModule,
) -> None:
    parts = (digits.splits.train, digits.splits.validation, digits.splits.test)
    rows = torch.cat([part.inputs for part in parts]).flatten(1)

    assert [len(part) for part in parts] == [1257, 270, 270]
    assert len(torch.unique(rows, dim=0)) == 1797
    for part in parts:
        shares = torch.bincount(part.targets) / len(part)
        assert (shares - 0.1).abs().max() < 0.01


def test_images_have_one_scale_and_the_facts_come_back_as_they_were(
    digits: DigitsDataModule,
) -> None:
    facts = digits.facts()
    assert facts.shape == (1, 8, 8)
    assert facts.classes == tuple("0123456789")
    assert (len(facts.mean), len(facts.std)) == (1, 1)
    assert facts.mean[0] == pytest.approx(float(digits.splits.train.inputs.mean()))
    assert DataFacts.from_dict(facts.to_dict()) == facts


def test_each_column_of_a_table_has_its_own_scale(flowers: str) -> None:
    module = DigitsDataModule(flowers, shape=None)
    facts = module.facts()
    scaled = (module.splits.train.inputs - torch.tensor(facts.mean)) / torch.tensor(facts.std)

    assert (facts.shape, facts.classes, facts.limits) == ((2,), ("large", "small"), None)
    torch.testing.assert_close(scaled.mean(dim=0), torch.zeros(2), atol=1e-5, rtol=0)
    torch.testing.assert_close(scaled.std(dim=0), torch.ones(2))


def test_a_column_that_never_changes_becomes_zero(tmp_path: Path) -> None:
    rows = [f"{'ab'[n % 2]},{n},5" for n in range(40)]
    (tmp_path / "t.csv").write_text("\n".join(["label,x,y", *rows]))
    facts = DigitsDataModule(str(tmp_path / "t.csv"), shape=None).facts()
    assert (facts.mean[1], facts.std[1]) == (5.0, 1.0)


def test_the_seed_decides_the_split_and_the_order(data_path: Path) -> None:
    def first_batch(seed: int) -> torch.Tensor:
        module = DigitsDataModule(str(data_path / "labeled.csv"), seed=seed)
        inputs: torch.Tensor = next(iter(module.train_dataloader()))[0]
        return inputs

    torch.testing.assert_close(first_batch(1), first_batch(1))
    assert not torch.equal(first_batch(1), first_batch(2))


def test_validation_and_test_keep_their_order(digits: DigitsDataModule) -> None:
    for part, loader in (
        (digits.splits.validation, digits.val_dataloader()),
        (digits.splits.test, digits.test_dataloader()),
    ):
        assert torch.equal(torch.cat([batch[1] for batch in loader]), part.targets)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        pytest.param({"shape": (1, 4, 4)}, DataError, "64 numbers a row", id="another shape"),
        pytest.param({"limits": (0, 1)}, DataError, "reach from 0 to 16", id="narrow limits"),
        pytest.param({"train_share": 1.0}, ArgumentsError, "train_share", id="nothing left"),
        pytest.param({"batch_size": 0}, ArgumentsError, "batch_size", id="empty batches"),
    ],
)
def test_parameters_that_do_not_fit_the_data_are_refused_by_name(
    data_path: Path, options: dict[str, Any], error: type[ProjectError], said: str
) -> None:
    with pytest.raises(error, match=said):
        DigitsDataModule(str(data_path / "labeled.csv"), **options).setup()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "no such file", id="missing"),
        pytest.param("label,a\n", "has no rows", id="no rows"),
        pytest.param("", "cannot be read", id="empty"),
        pytest.param("label,a\nx,word\n", "cannot be read", id="a word"),
        pytest.param("label,a\nx,nan\n", "row 1, holds a number", id="not a number"),
        pytest.param("label,a\nx,1\nx,2\n", "at least two labels", id="one label"),
        pytest.param("label,a\nx,1\ny,2\ny,3\n", "label 'x' has 1 row", id="a rare label"),
    ],
)
def test_data_that_cannot_be_split_are_refused(
    tmp_path: Path, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "t.csv").write_text(content)
    with pytest.raises(DataError, match=said):
        DigitsDataModule(str(tmp_path / "t.csv"), shape=None).setup()


def test_labels_may_hold_what_means_something_in_a_table(tmp_path: Path) -> None:
    rows = "".join(f'"C#, or ""sharp""",{number}\nC,{-number}\n' for number in range(1, 31))
    (tmp_path / "t.csv").write_text("label,a\n" + rows)
    module = DigitsDataModule(str(tmp_path / "t.csv"), shape=None)
    assert module.facts().classes == ("C", 'C#, or "sharp"')
