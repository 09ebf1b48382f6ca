"""Reports: the right figures, one page that needs nothing else, and the same bytes again."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from demo.config import Arguments, Paths
from demo.data.split import stratified_splits
from demo.errors import ArgumentsError, RunError
from demo.evaluation.curve import learning_curve
from demo.evaluation.evaluate import (
    Report,
    evaluate_run,
    evaluate_splits,
    known_splits,
)
from demo.evaluation.markup import card, table
from demo.inference.artifacts import Artifacts

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Balance(HTMLParser):
    """Checks that every element is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.charts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.charts += tag == "svg" and ("role", "img") in attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def copy_run(source: Paths, root: Path) -> Paths:
    """Copy the data and the run of a project."""
    copy = Paths(root)
    shutil.copytree(source.data, copy.data)
    shutil.copytree(source.runs, copy.runs)
    shutil.copy(source.latest, copy.latest)
    return copy


@pytest.fixture
def paths(trained: tuple[Paths, Artifacts], tmp_path: Path) -> Paths:
    """A copy of a project with one run."""
    return copy_run(trained[0], tmp_path)


@pytest.fixture(scope="module")
def evaluated(
    trained: tuple[Paths, Artifacts], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Paths, Report]:
    """A copy of a project with one run, and the report of that run."""
    paths = copy_run(trained[0], tmp_path_factory.mktemp("evaluated"))
    return paths, evaluate_run(paths)


def test_a_report_is_figures_as_json_and_a_page_that_needs_nothing_else(
    evaluated: tuple[Paths, Report],
) -> None:
    _, report = evaluated
    performance = json.loads(report.performance_json.read_text(encoding="utf-8"))
    page = report.page.read_text(encoding="utf-8")
    balance = Balance()
    balance.feed(page)

    assert performance == report.performance
    assert set(performance) >= {"overall", "classes", "slices", "confusion_matrix", "calibration"}
    assert sum(map(sum, performance["confusion_matrix"])) == performance["overall"]["rows"]
    assert balance.open == []
    assert balance.charts == 5
    assert performance["run_id"] in page
    assert performance["data"]["sha256"] in page
    # It fetches nothing and runs nothing.
    outside = set(re.findall(r"https?://[^\s\"'<>]+", page))
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in page
    assert "@import" not in page


def test_the_same_run_and_data_give_the_same_bytes(
    evaluated: tuple[Paths, Report], paths: Paths
) -> None:
    _, first = evaluated
    second = evaluate_run(paths)

    assert second.page.read_bytes() == first.page.read_bytes()
    assert second.performance_json.read_bytes() == first.performance_json.read_bytes()


def test_the_page_says_what_the_splits_say_once_they_are_measured(
    evaluated: tuple[Paths, Report], paths: Paths
) -> None:
    _, before = evaluated
    splits = evaluate_splits(paths, Arguments(), 2).performance["splits"]
    after = evaluate_run(paths)

    assert "Not measured" in before.page.read_text(encoding="utf-8")
    assert "Over 2 seeded splits" in after.page.read_text(encoding="utf-8")
    assert after.performance["splits"] == splits


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"data": 1}'])
def test_damaged_figures_of_splits_count_as_not_measured(project: Paths, content: str) -> None:
    (project.reports / "splits").mkdir(parents=True)
    (project.reports / "splits" / "performance.json").write_text(content)

    assert known_splits(project, Arguments(), "a digest") is None


def test_splits_need_no_trained_run(project: Paths) -> None:
    report = evaluate_splits(project, Arguments(), 2)
    digest = report.performance["data"]["sha256"]

    assert known_splits(project, Arguments(), digest) == report.performance["splits"]
    assert known_splits(project, Arguments(), "of other data") is None
    assert known_splits(project, replace(Arguments(), stem=True), digest) is None
    assert report.performance["run_id"] is None
    assert report.performance["overall"]["rows"] == sum(
        split["rows"] for split in report.performance["splits"]["splits"]
    )
    assert not project.runs.exists()


def test_one_split_is_refused_and_nothing_is_written(project: Paths) -> None:
    with pytest.raises(ArgumentsError):
        evaluate_splits(project, Arguments(), 1)
    assert not project.stores.exists()


def test_a_run_is_not_judged_on_data_that_changed(paths: Paths) -> None:
    with paths.labeled_csv.open("a", encoding="utf-8") as stream:
        stream.write("\n")

    with pytest.raises(RunError, match="the data changed"):
        evaluate_run(paths)
    assert not paths.reports.exists()


def test_the_learning_curve_grows_to_the_whole_training_part() -> None:
    texts = [f"{word} {n % 9}" for n in range(60) for word in ("image", "word")]
    splits = stratified_splits(texts, ["vision", "language"] * 60, seed=1)
    points = learning_curve(splits, Arguments())

    assert [point["rows"] for point in points] == [8, 17, 34, 50, 67, 84]
    assert points[-1]["validation"] == 1.0


def test_text_from_outside_is_escaped() -> None:
    assert "<b>" not in card("<b>", "", "<b>") + table(("<b>",), [{"<b>": "<b>"}])
