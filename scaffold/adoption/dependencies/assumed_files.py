"""The requirements file that a function of setup.py reads, by its name. Only reads."""

import ast
from typing import Any

from scaffold.adoption.dependencies.folder import Folder, is_outside, join
from scaffold.adoption.dependencies.pip_files import NAME, PipFile, read_pip_file
from scaffold.adoption.dependencies.static_values import UnknownValueError


def read_assumed(
    function: ast.FunctionDef | None, name: str, arguments: list[Any], folder: Folder
) -> PipFile:
    """Return the one requirements file that a call of a function names.

    Args:
        function: The function; None if it is imported.
        name: Its name.
        arguments: The values that it gets.
        folder: The repository.

    Raises:
        UnknownValueError: There is none, or several, or it cannot be read.
    """
    inside = ast.walk(function) if function else ()
    constants = [each.value for each in inside if isinstance(each, ast.Constant)]
    named = [each for each in [*arguments, *constants] if isinstance(each, str)]
    places = {join(".", each) for each in named if NAME.fullmatch(each.rpartition("/")[2])}
    there = [place for place in places if not is_outside(place) and folder.has(place)]
    if len(there) != 1:
        raise UnknownValueError(f"`{name}()`")
    found = read_pip_file(folder, there[0])
    if found.options.problems:
        raise UnknownValueError(found.options.problems[0])
    return found
