"""The only module that writes to stdout and stderr.

Lines consist of parts, each a text or a text with a style. Markup is off, so texts cannot inject
any. Patches and JSON are written as bytes, independent of the terminal and the locale.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from scaffold.files.utf8 import as_utf8
from scaffold.report.plain import disarm, spell

if TYPE_CHECKING:
    import typer
    from rich.tree import Tree

    from scaffold.errors import ScaffoldError
    from scaffold.plan.unified_diff import Patch

# A text, or a text and its style.
Part = str | tuple[str, str]


class _Output(Console):
    """Stdout whose broken pipe is an error, because each command handles it differently."""

    def on_broken_pipe(self) -> None:
        """Raise the current error; Rich would exit with code 1."""
        raise


# From here on, a log says how long a step took.
_SLOW_SECONDS = 10.0
_output = _Output(highlight=False)
_notes = Console(stderr=True, highlight=False)


def is_interactive() -> bool:
    """Return whether prompts are possible: stdin and stderr are terminals."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def line(*parts: Part) -> Text:
    """Return one line that neither a terminal nor a workflow log interprets."""
    text = Text()
    for part in parts:
        words, style = (part, "") if isinstance(part, str) else part
        text.append(spell(words), style)
    harmless = disarm(text.plain)
    return text if harmless == text.plain else Text(harmless)


def label(*parts: Part) -> Text:
    """Return a line for a tree, truncated at the width of the terminal."""
    text = line(*parts)
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def width() -> int:
    """Return the columns of a line, as the terminal or `COLUMNS` gives them."""
    return _output.width


def align(texts: Iterable[str]) -> list[str]:
    """Return escaped texts, padded to the width of the widest one."""
    spelled = [spell(text) for text in texts]
    width = max(map(cell_len, spelled), default=0)
    return [text + " " * (width - cell_len(text)) for text in spelled]


def confirm(question: str, *, default: bool = False) -> bool:
    """Ask a yes-or-no question on the terminal; return False without a terminal."""
    import typer

    return is_interactive() and typer.confirm(spell(question), default=default, err=True)


@contextmanager
def progress(message: str) -> Iterator[None]:
    """Show a spinner on a terminal, or print the message once."""
    if _notes.is_terminal:
        with _notes.status(line(message), spinner="dots"):
            yield
    else:
        print_note(message)
        yield


@contextmanager
def timed_progress(message: str) -> Iterator[None]:
    """Show a spinner with the elapsed seconds on a terminal, or print the message once.

    Of a slow step, a second message says how long it took.
    """
    if _notes.is_terminal:
        with _notes.status(_Timed(message), spinner="dots"):
            yield
        return
    print_note(message)
    began = time.monotonic()
    yield
    seconds = time.monotonic() - began
    if seconds >= _SLOW_SECONDS:
        print_note(f"{message}: finished after {seconds:.0f} s")


class _Timed:
    """A message with the seconds since it was first shown, for what is drawn again and again."""

    def __init__(self, message: str) -> None:
        self._message, self._began = message, time.monotonic()

    def __rich__(self) -> Text:
        """Return the line as of now."""
        return line(f"{self._message} ({time.monotonic() - self._began:.0f} s)")


@contextmanager
def live_status() -> Iterator[Callable[[str], None] | None]:
    """Show a line that changes, on a terminal; None where stderr is something else."""
    if not _notes.is_terminal:
        yield None
        return
    with _notes.status("", spinner="dots") as status:
        yield lambda message: status.update(line(message))


def print_line(*parts: Part, aside: bool = False, style: str = "") -> None:
    """Print one line: a result on stdout, or with `aside` a message on stderr."""
    console = _notes if aside else _output
    console.print(line(*parts), style=style or None, soft_wrap=True)


def ask(question: str, check: Callable[[str], object]) -> str:
    """Ask on the terminal until a check raises no `ScaffoldError`."""
    import typer

    from scaffold.errors import ScaffoldError

    def parse(text: str) -> str:
        try:
            check(text)
        except ScaffoldError as error:
            parts = [part for part in (error.message, error.hint) if part]
            raise typer.BadParameter(spell(". ".join(parts))) from error
        return text

    answer: str = typer.prompt(spell(question), value_proc=parse, err=True)
    return answer


def print_note(message: str) -> None:
    """Print one line on stderr, unless it is empty."""
    if message:
        print_line(message, aside=True, style="dim")


def print_tree(tree: Tree) -> None:
    """Print a tree whose labels were made with `label`."""
    _output.print(tree)


def print_command(command: str) -> None:
    """Print a command line before it runs."""
    print_line("", aside=True)
    print_line(("$", "bold green"), " ", (command, "bold"), aside=True)


def print_error(error: ScaffoldError) -> None:
    """Print the message and the hint of an error, one line each."""
    print_line(("error:", "bold red"), f" {error.message}", aside=True)
    if error.hint:
        print_line(("hint:", "bold"), f" {error.hint}", aside=True)


def print_usage_error(error: typer.BadParameter) -> None:
    """Print a usage error; its message may contain unsafe characters of the command line."""
    if error.ctx and error.message == error.ctx.get_help():
        error.show()  # Help contains no user input.
        return
    error.message = spell(error.message)
    shown = io.StringIO()
    error.show(shown)
    print_foreign(shown.getvalue())


def print_foreign(text: str) -> None:
    """Print the output of another library on stderr, line by line."""
    for each in text.rstrip("\n").split("\n"):
        print_line(each, aside=True)


def print_json(value: Mapping[str, Any]) -> None:
    """Print a value as ASCII JSON.

    Bytes of file names that are not UTF-8 become the code points U+DC80 to U+DCFF, as with
    Python's `surrogateescape`.
    """
    plain = json.loads(as_utf8(json.dumps(value, ensure_ascii=False)))
    text = json.dumps(plain, indent=2).replace("\x7f", "\\u007f").replace("##", "#\\u0023")
    _write(text.encode("ascii") + b"\n")


def print_patch(patch: Patch) -> None:
    """Print a patch, and on stderr the files that it leaves out.

    A terminal gets escaped text; anything else, such as `git apply`, gets the bytes.
    """
    if sys.stdout.isatty():
        for each in patch.content.decode(errors="backslashreplace").split("\n")[:-1]:
            sys.stdout.write("\t".join(map(spell, each.split("\t"))) + "\n")
    else:
        _write(patch.content)
    for each in patch.left_out:
        print_note(each)


def print_text(text: str) -> None:
    """Print a text as UTF-8 bytes, such as a table that another program reads."""
    _write(text.encode(errors="surrogateescape"))


def print_commands(lines: Iterable[str]) -> None:
    """Print workflow commands, whose values are already escaped."""
    _write("".join(f"{spell(each)}\n" for each in lines).encode())


def _write(content: bytes) -> None:
    """Write bytes after all earlier text, without changing encoding or line ends."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
