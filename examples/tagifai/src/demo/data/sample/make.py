"""Make the sample data anew: `python -m <package>.data.sample.make`.

The rows are put together from the phrases in words.toml. The same words and seed give the
same bytes on every machine.
"""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ...utils.files import write_files
from . import SAMPLE_FOLDER
from .writer import Writer

SEED = 6
# Share of the rows with the wrong tag: people err.
NOISE_SHARE = 0.03


def make_sample(words: Mapping[str, Any], seed: int = SEED) -> tuple[str, str]:
    """Return projects.csv and tags.csv as text."""
    writer = Writer(words, seed)
    tags = writer.shuffle([tag for tag, rows in words["rows"].items() for _ in range(rows)])
    texts = _distinct_texts(writer, tags)
    tags = _add_noise(writer, tags)
    # DTZ001: as in the lesson's data, times have no zone; nothing depends on them.
    number, moment = 100, datetime(2024, 1, 8, 9, 0, 0)  # noqa: DTZ001
    projects, labels = [], []
    for (title, description), tag in zip(texts, tags, strict=True):
        number += writer.pick((1, 1, 1, 2, 3))
        moment += timedelta(minutes=writer.pick((7, 31, 95, 260, 1130)))
        projects.append((number, moment.isoformat(sep=" "), title, description))
        labels.append((number, tag))
    return (
        _to_csv(("id", "created_on", "title", "description"), projects),
        _to_csv(("id", "tag"), labels),
    )


def draw_sample(seed: int = SEED) -> dict[str, bytes]:
    """Return the content of both files by name, made of the phrases that ship with the package."""
    words = tomllib.loads((SAMPLE_FOLDER / "words.toml").read_text(encoding="utf-8"))
    projects, tags = make_sample(words, seed)
    return {"projects.csv": projects.encode("utf-8"), "tags.csv": tags.encode("utf-8")}


def write_sample(folder: Path) -> None:
    """Write both files into a folder."""
    write_files({folder / name: content for name, content in draw_sample().items()})


def _distinct_texts(writer: Writer, tags: Sequence[str]) -> list[tuple[str, str]]:
    """Write one text per tag, and write again what is there already."""
    texts: dict[tuple[str, str], None] = {}
    for count, tag in enumerate(tags, start=1):
        while len(texts) < count:
            texts.setdefault(writer.write(tag))
    return list(texts)


def _add_noise(writer: Writer, tags: Sequence[str]) -> list[str]:
    """Pass the tags of some rows on among these rows, so that each tag keeps its number of rows."""
    chosen = writer.shuffle(range(len(tags)))[: round(NOISE_SHARE * len(tags))]
    chosen.sort(key=lambda row: tags[row])
    # Half a turn takes a tag out of its own group, as none has more than half of the rows.
    turned = chosen[len(chosen) // 2 :] + chosen[: len(chosen) // 2]
    noisy = list(tags)
    for row, giver in zip(chosen, turned, strict=True):
        noisy[row] = tags[giver]
    return noisy


def _to_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as CSV with a header and the same line ends on every machine."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([header, *rows])
    return text.getvalue()


if __name__ == "__main__":
    write_sample(SAMPLE_FOLDER)
