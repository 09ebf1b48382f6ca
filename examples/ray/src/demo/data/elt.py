"""Extract, load, transform: from two raw files to one labeled file."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..config import Paths
from ..errors import DataError
from ..utils.files import write_files
from .download import shown
from .extract import fetch
from .sample import SAMPLE_FOLDER
from .sample.make import draw_sample
from .table import Row, Table, parse_table
from .validate import PROJECT_COLUMNS, TAG_COLUMNS, check_projects, check_tags


@dataclass(frozen=True)
class Summary:
    """Counts of kept and dropped rows."""

    rows: int
    """Rows of the labeled file."""
    labels: dict[str, int]
    """Rows per tag, the most frequent first."""
    untagged: int
    """Projects dropped because no row of the tags names them."""
    duplicates: int
    """Projects dropped because an earlier one has the same title and description."""
    unused_tags: int
    """Rows of the tags that belong to no project."""

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by name, ready for JSON."""
        return asdict(self)


def elt_data(
    paths: Paths,
    projects: str | None = None,
    tags: str | None = None,
    projects_sha256: str | None = None,
    tags_sha256: str | None = None,
    seed: int | None = None,
) -> Summary:
    """Fetch and check both files, join them by id and write all three files, or none.

    Without sources the sample that ships with the package is used, or another one, made of the
    same phrases, that the seed draws. The raw files are stored byte for byte, so that the labeled
    file can always be made again.

    Every project is looked up in the tags (a left join). One without a tag is dropped, and so is
    one that repeats an earlier text: in training and test at once it would flatter the score.

    Raises:
        DataError: a source is unavailable, a file is not valid, or no labeled row is left.
    """
    if (projects is None) != (tags is None):
        raise DataError("projects and tags belong together", "give both sources or neither")
    if projects is not None and seed is not None:
        raise DataError("a seed draws a sample, and there is data", "leave out one of them")
    drawn = {} if seed is None else draw_sample(seed)
    raw_projects, project_table = _extract(
        projects, "projects.csv", projects_sha256, PROJECT_COLUMNS, drawn
    )
    raw_tags, tag_table = _extract(tags, "tags.csv", tags_sha256, TAG_COLUMNS, drawn)
    check_projects(project_table)
    check_tags(tag_table)
    labeled, summary = _join(project_table, tag_table)
    columns = (*(column for column in project_table.columns if column != "tag"), "tag")
    content = _to_csv(columns, labeled)
    # The labeled file is the one that training reads, so it comes last.
    write_files(
        {paths.projects_csv: raw_projects, paths.tags_csv: raw_tags, paths.labeled_csv: content}
    )
    return summary


def _extract(
    source: str | None,
    name: str,
    sha256: str | None,
    columns: tuple[str, ...],
    drawn: Mapping[str, bytes],
) -> tuple[bytes, Table]:
    """Return a file as it is and as a table; without a source it is the sample's."""
    content = drawn.get(name) or fetch(source or str(SAMPLE_FOLDER / name), sha256)
    return content, parse_table(content, shown(source or name), columns)


def _join(projects: Table, tags: Table) -> tuple[list[dict[str, str]], Summary]:
    """Give each project its tag; drop and count what cannot be used."""
    tag_of = {_identifier(row): row.values["tag"].strip() for row in tags.rows}
    labeled: list[dict[str, str]] = []
    seen: set[tuple[str, str]] = set()
    untagged = duplicates = 0
    for row in projects.rows:
        text = (row.values["title"].strip(), row.values["description"].strip())
        if text in seen:
            duplicates += 1
        elif (tag := tag_of.get(_identifier(row))) is None:
            untagged += 1
        else:
            seen.add(text)
            labeled.append({**row.values, "id": str(_identifier(row)), "tag": tag})
    if not labeled:
        raise DataError(
            f"no project of {projects.name} has a tag in {tags.name}", "do their ids match?"
        )
    unused = len(tag_of.keys() - {_identifier(row) for row in projects.rows})
    counts = Counter(row["tag"] for row in labeled)
    return labeled, Summary(len(labeled), dict(counts.most_common()), untagged, duplicates, unused)


def _identifier(row: Row) -> int:
    """Return the id as the number it is: "007" and "7" are the same project."""
    return int(row.values["id"])


def _to_csv(columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> bytes:
    """Return rows as CSV with a header and the same line ends on every machine."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
