"""Edits of a source at the places that its syntax tree names; every other byte stays."""

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field

from scaffold.files.parsing import LARGEST_CODE, UnparsableError, parse, parse_python

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = "\ufeff"


@dataclass(slots=True)
class SourceText:
    """A Python source and the edits of it.

    Attributes:
        content: The text as UTF-8, which is how a syntax tree counts columns.
        tree: The syntax tree.
        encoding: The encoding of the file.
        bom: The byte order mark, or nothing.
    """

    content: bytes
    tree: ast.Module
    encoding: str = "utf-8"
    bom: str = ""
    _starts: list[int] = field(default_factory=list)
    _edits: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find where the lines start."""
        self._starts = [0, *(each.end() for each in _LINE_END.finditer(self.content))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column."""
        return self._starts[line - 1] + column

    def span(self, node: ast.expr | ast.stmt | ast.alias) -> tuple[int, int]:
        """Return where a node starts and ends."""
        last = node.end_lineno or node.lineno
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(last, node.end_col_offset or 0),
        )

    def text(self, node: ast.expr | ast.stmt | ast.alias) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.content[start:end].decode()

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace a part of the text."""
        if self.content[start:end] != text.encode():
            self._edits[start, end] = text.encode()

    def line_end(self) -> str:
        """Return how the lines end."""
        return "\r\n" if b"\r\n" in self.content else "\n"

    def write(self) -> bytes:
        """Return the content of the file with all edits."""
        content, before = b"", 0
        for (start, end), text in sorted(self._edits.items()):
            content += self.content[before:start] + text
            before = end
        content += self.content[before:]
        return (self.bom + content.decode()).encode(self.encoding)

    @property
    def is_edited(self) -> bool:
        """Whether anything changes."""
        return bool(self._edits)


def read_source(content: bytes) -> SourceText:
    """Parse a Python file.

    Raises:
        UnparsableError: It is not Python of today, or too large.
    """
    if len(content) > LARGEST_CODE:
        raise UnparsableError("it is too large")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise UnparsableError(str(error)) from None
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    return SourceText(text.encode(), parse(text, parse_python), encoding, bom)
