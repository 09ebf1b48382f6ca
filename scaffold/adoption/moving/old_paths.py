"""The small modules that keep old import paths: `--shim`."""

from scaffold.adoption.moving.code_names import Parts

_MODULE = '''"""Moved to `{new}`; this name still works."""

import sys
import warnings

import {new} as _moved

warnings.warn("`{old}` moved to `{new}`", DeprecationWarning, stacklevel=2)
sys.modules[__name__] = _moved  # The same module: functions, classes and patches are shared.
'''
# Python finds the modules in a package by its path, so a package cannot be another one.
_PACKAGE = '''"""Moved to `{new}`; the names in it still work."""

import importlib
import warnings


def __getattr__(name):
    moved = importlib.import_module("{new}")
    if name == "__all__":
        return getattr(moved, "__all__", [each for each in dir(moved) if each[0] != "_"])
    value = getattr(moved, name)
    warnings.warn(f"`{old}.{{name}}` moved to `{new}`", DeprecationWarning, stacklevel=2)
    return value
'''
_START = b'"""Moved to `'


def write_old_path(old: Parts, new: Parts, *, is_package: bool) -> bytes:
    """Return the content of a module at the old path of another one."""
    template = _PACKAGE if is_package else _MODULE
    return template.format(old=".".join(old), new=".".join(new)).encode()


def is_old_path(content: bytes) -> bool:
    """Return whether a module only keeps an old path."""
    return content.startswith(_START)
