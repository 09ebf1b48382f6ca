"""Read the texts to predict from a file, one text per line."""

from pathlib import Path

from ..errors import InputError

LARGEST_BYTES = 200 * 1024 * 1024


def read_texts(path: Path) -> list[str]:
    """Return the lines of a UTF-8 file; the place of a text is the number of its line.

    Raises:
        InputError: the file is missing, unreadable, too large, not UTF-8 or empty.
    """
    try:
        if not path.is_file():  # a pipe or a device could block or never end
            raise InputError(f"no such file: {path}", "give a text file, one text per line")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    if len(content) > LARGEST_BYTES:
        raise InputError(f"{path} has more than {LARGEST_BYTES} bytes", "split it into parts")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: is not UTF-8 text", "save it as UTF-8") from error
    # Not splitlines(): it also splits at characters that can be within a text.
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    if lines == [""]:
        raise InputError(f"{path} is empty", "write one text per line")
    return lines
