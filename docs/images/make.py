"""Draw terminals: run the command in one, and save what stays on the screen."""

import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from fcntl import ioctl
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

FOLDER = Path(__file__).parent
ARGUMENTS = ("new", "demo", "--defaults", "--run")
COLUMNS, ROWS = 96, 60
THEME = TerminalTheme(
    background=(24, 26, 31),
    foreground=(216, 219, 226),
    normal=[
        (24, 26, 31),
        (240, 113, 120),
        (145, 201, 116),
        (229, 192, 123),
        (102, 170, 240),
        (198, 146, 233),
        (86, 182, 194),
        (216, 219, 226),
    ],
)
# Rich's own frame loads its font from the network; an image should not.
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""
PIECE = re.compile(r"\x1b\[[0-?]*[@-~]|\n|[^\x1b\n\r]+")


def run_in_terminal(folder: Path) -> str:
    """Run `scaffold` in a terminal and return all that it wrote there.

    Raises:
        CalledProcessError: The command failed; what it wrote goes to this process's output.
    """
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    command = [sys.executable, "-m", "scaffold", *ARGUMENTS]
    settings = {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS), "COLORTERM": ""}
    process = subprocess.Popen(  # noqa: S603 - the command is a constant
        command,
        cwd=folder,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    written = read_to_end(ours).decode()
    os.close(ours)
    if process.wait():
        sys.stdout.write(written)
        raise subprocess.CalledProcessError(process.returncode, command)
    return written


def read_to_end(descriptor: int) -> bytes:
    """Read a terminal until the other side is closed."""
    chunks = []
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:  # What Linux reports when the last writer has gone.
            break
        if not chunk:  # What other systems report.
            break
        chunks.append(chunk)
    return b"".join(chunks)


def settle(written: str) -> list[str]:
    """Return the lines that stay on the screen once spinners have come and gone."""
    lines, row = [""], 0
    for piece in PIECE.findall(written):
        if piece == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif piece.endswith("K") and piece.startswith("\x1b"):
            lines[row] = ""
        elif piece.endswith("A") and piece.startswith("\x1b"):
            row -= int(piece[2:-1] or 1)
        elif piece.endswith("m") or not piece.startswith("\x1b"):
            lines[row] += piece
    return lines


def split(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return what making the project printed, and what running it printed."""
    made = next(row for row, line in enumerate(lines) if line.startswith("Created "))
    return lines[: made + 1], lines[made + 1 :]


def trim(lines: list[str]) -> list[str]:
    """Leave out empty lines at both ends."""
    filled = [row for row, line in enumerate(lines) if Text.from_ansi(line).plain.strip()]
    return lines[filled[0] : filled[-1] + 1]


def draw(name: str, lines: list[str]) -> None:
    """Save lines as an image of a terminal."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    for line in trim(lines):
        console.print(Text.from_ansi(line), no_wrap=True, overflow="ellipsis")
    image = console.export_svg(title="", theme=THEME, code_format=FRAME, unique_id=name)
    text = "\n".join(line.rstrip() for line in image.splitlines()) + "\n"
    (FOLDER / f"{name}.svg").write_text(text, "utf-8")


def main() -> None:
    """Run the README's first command and draw what it shows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        written = run_in_terminal(folder)
    # A shell shows a home folder like this; the temporary folder's name says nothing.
    making, running = split(settle(written.replace(str(folder), "~")))
    typed = f"\x1b[1;32m$\x1b[0m \x1b[1mscaffold {' '.join(ARGUMENTS)}\x1b[0m"
    draw("new", [typed, *making])
    draw("run", running)


if __name__ == "__main__":
    main()
