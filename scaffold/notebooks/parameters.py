"""Parameters in a TOML file, and the module that reads them."""

import io
import json
import tokenize
from collections.abc import Mapping, Sequence

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.destinations import Destination
from scaffold.notebooks.literals import Scalar, read_literals
from scaffold.notebooks.pieces import Piece


def write_config(analysis: Analysis, pieces: Sequence[Piece], destination: Destination) -> str:
    """Return the file of parameters, with the comments that they have in the notebook."""
    name = destination.notebook.rpartition("/")[2]
    numbers = [at for piece in pieces for at in piece.statements]
    parts = [f"# Parameters of {name}.", *("\n".join(_lines(analysis, at)) for at in numbers)]
    return "\n\n".join(parts) + "\n"


def _lines(analysis: Analysis, at: int) -> list[str]:
    statement = analysis.statements[at]
    lines = statement.text.split("\n")
    above = [line.strip() for line in lines if line.lstrip().startswith("#")]
    values = [f"{name} = {spell(value)}" for name, value in read_literals(statement).items()]
    beside = _comment_beside(statement.text)
    if beside:
        values[-1] += f"  {beside}"
    return [*above, *values]


def _comment_beside(text: str) -> str:
    """Return the comment after the code on a line."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.line[: token.start[1]].strip():
            return token.string
    return ""


def spell(value: Scalar) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def write_module(values: Mapping[str, Scalar], module: str, config: str, notebook: str) -> str:
    """Return the module that reads parameters."""
    depth = module.count("/")
    folders = " / ".join(f'"{part}"' for part in config.split("/"))
    lines = [
        f'"""Parameters of `{notebook.rpartition("/")[2]}`, read from `{config}`."""',
        "",
        "import tomllib",
        "from pathlib import Path",
        "",
        f"_FILE = Path(__file__).resolve().parents[{depth}] / {folders}",
        '_VALUES = tomllib.loads(_FILE.read_text("utf-8"))',
        "",
        *(f'{name}: {type(value).__name__} = _VALUES["{name}"]' for name, value in values.items()),
    ]
    return "\n".join(lines) + "\n"
