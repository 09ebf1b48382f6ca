"""Raw files become one labeled file, or nothing changes."""

from pathlib import Path

import pytest

from demo.config import Arguments, Paths
from demo.data.dataset import load_labeled, preprocess
from demo.data.elt import elt_data
from demo.data.sample import SAMPLE_FOLDER
from demo.errors import DataError

PROJECTS = "id,created_on,title,description\n3,today,Cats,In photos\n1,today,Words,\n"
TAGS = "id,tag\n1,natural-language-processing\n3,computer-vision\n"


def run(root: Path, projects: str, tags: str) -> dict[str, object]:
    """Write both files, run on them and return the summary."""
    (root / "p.csv").write_text(projects, encoding="utf-8")
    (root / "t.csv").write_text(tags, encoding="utf-8")
    return elt_data(Paths(root), str(root / "p.csv"), str(root / "t.csv")).to_dict()


def test_projects_get_their_tags_and_keep_their_order(tmp_path: Path) -> None:
    summary = run(tmp_path, PROJECTS, TAGS)
    assert Paths(tmp_path).labeled_csv.read_text(encoding="utf-8") == (
        "id,created_on,title,description,tag\n"
        "3,today,Cats,In photos,computer-vision\n"
        "1,today,Words,,natural-language-processing\n"
    )
    assert summary == {
        "rows": 2,
        "labels": {"computer-vision": 1, "natural-language-processing": 1},
        "untagged": 0,
        "duplicates": 0,
        "unused_tags": 0,
    }


def test_raw_files_are_stored_byte_for_byte(tmp_path: Path) -> None:
    run(tmp_path, PROJECTS.replace("\n", "\r\n"), "\ufeff" + TAGS)
    paths = Paths(tmp_path)
    assert paths.projects_csv.read_bytes() == (tmp_path / "p.csv").read_bytes()
    assert paths.tags_csv.read_bytes() == (tmp_path / "t.csv").read_bytes()


def test_a_project_without_a_tag_is_dropped_and_counted(tmp_path: Path) -> None:
    summary = run(tmp_path, PROJECTS, "id,tag\n3,mlops\n")
    assert (summary["rows"], summary["untagged"]) == (1, 1)


def test_a_repeated_text_is_dropped_and_counted(tmp_path: Path) -> None:
    repeated = PROJECTS + "7,later, Cats ,In photos\n3,today,Cats,In photos\n"
    summary = run(tmp_path, repeated, TAGS + "7,other\n")
    assert (summary["rows"], summary["duplicates"]) == (2, 2)
    assert load_labeled(Paths(tmp_path))["id"].tolist() == [3, 1]


def test_a_tag_without_a_project_is_ignored_and_counted(tmp_path: Path) -> None:
    summary = run(tmp_path, PROJECTS, TAGS + "99,mlops\n")
    assert (summary["rows"], summary["unused_tags"]) == (2, 1)


def test_commas_quotes_and_line_ends_in_a_text_survive(tmp_path: Path) -> None:
    run(tmp_path, 'id,title,description\n1,"a, ""b""","c\nd"\n', "id,tag\n1,x\n")
    frame = load_labeled(Paths(tmp_path))
    assert frame[["title", "description"]].to_numpy().tolist() == [['a, "b"', "c\nd"]]


def test_files_that_have_no_id_in_common_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no project of .* has a tag"):
        run(tmp_path, PROJECTS, "id,tag\n99,mlops\n")


def test_one_source_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="belong together"):
        elt_data(Paths(tmp_path), projects="p.csv")


def test_a_bad_file_leaves_everything_as_it_was(tmp_path: Path) -> None:
    run(tmp_path, PROJECTS, TAGS)
    before = {path.name: path.read_bytes() for path in Paths(tmp_path).data.iterdir()}
    with pytest.raises(DataError, match=r"t\.csv, line 3, column tag"):
        run(tmp_path, PROJECTS.replace("Cats", "Dogs"), "id,tag\n1,mlops\n3,\n")
    assert {path.name: path.read_bytes() for path in Paths(tmp_path).data.iterdir()} == before


def test_a_wrong_digest_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not the file expected"):
        elt_data(Paths(tmp_path), tags_sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_running_twice_changes_nothing(tmp_path: Path) -> None:
    elt_data(Paths(tmp_path))
    before = Paths(tmp_path).labeled_csv.read_bytes()
    elt_data(Paths(tmp_path))
    assert Paths(tmp_path).labeled_csv.read_bytes() == before


def test_the_stored_files_can_be_the_source(project: Paths) -> None:
    before = project.labeled_csv.read_bytes()
    elt_data(project, str(project.projects_csv), str(project.tags_csv))
    assert project.labeled_csv.read_bytes() == before


def test_without_sources_the_sample_is_taken(tmp_path: Path) -> None:
    elt_data(Paths(tmp_path))
    sample = (SAMPLE_FOLDER / "projects.csv").read_bytes()
    assert Paths(tmp_path).projects_csv.read_bytes() == sample


def test_loading_before_the_first_run_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load_labeled(Paths(tmp_path))
    assert caught.value.hint == "run elt-data first"


def test_a_labeled_file_that_was_broken_by_hand_is_refused(project: Paths) -> None:
    project.labeled_csv.write_text("id,title,description,tag\n1,a,b,\n")
    with pytest.raises(DataError, match="line 2, column tag: is empty"):
        load_labeled(project)


def test_preprocessing_gives_one_clean_text_and_one_label_per_row(sample: Paths) -> None:
    frame = load_labeled(sample)
    before = frame.copy()
    texts, labels = preprocess(frame, Arguments())
    assert len(texts) == len(labels) == len(frame)
    assert set(labels) == {"computer-vision", "mlops", "natural-language-processing", "other"}
    assert frame.equals(before)


def test_a_subset_is_drawn_by_seed(sample: Paths) -> None:
    frame = load_labeled(sample)
    texts, labels = preprocess(frame, Arguments(subset=50, min_freq=1))
    assert len(texts) == len(labels) == 50
    assert preprocess(frame, Arguments(subset=50, min_freq=1)) == (texts, labels)
    assert preprocess(frame, Arguments(subset=50, min_freq=1, seed=1)) != (texts, labels)


def test_a_subset_larger_than_the_data_is_all_of_them(sample: Paths) -> None:
    frame = load_labeled(sample)
    assert preprocess(frame, Arguments(subset=10_000)) == preprocess(frame, Arguments())


def test_a_seed_draws_another_sample_and_the_same_one_each_time(tmp_path: Path) -> None:
    usual, first, again, other = (Paths(tmp_path / name) for name in "abcd")
    counts = [
        elt_data(usual).labels,
        elt_data(first, seed=7).labels,
        elt_data(again, seed=7).labels,
        elt_data(other, seed=8).labels,
    ]
    assert first.labeled_csv.read_bytes() == again.labeled_csv.read_bytes()
    assert len({paths.labeled_csv.read_bytes() for paths in (usual, first, other)}) == 3
    assert counts.count(counts[0]) == 4  # the texts differ, and how many have a tag does not


def test_a_seed_beside_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a seed draws a sample"):
        elt_data(Paths(tmp_path), "p.csv", "t.csv", seed=7)
