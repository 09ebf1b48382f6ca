"""Help in the terms of the command line, not in those of Python."""

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand

_Function = TypeVar("_Function", bound=Callable[..., Any])


class PlainCommand(TyperCommand):
    """A command whose help shows arguments by name, without types such as `<list[str]>`."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage: `NAME`, `[NAME]` if optional, `...` if repeatable."""
        listed = (each for each in self.get_params(ctx) if each.param_type_name == "argument")
        return ["[OPTIONS]", *map(_usage, listed)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the sections about arguments and options."""
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            listed = (each for each in self.get_params(ctx) if each.param_type_name == kind)
            records = filter(None, (each.get_help_record(ctx) for each in listed))
            rows = [(name.partition(" <")[0], text) for name, text in records]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class CommandGroup(typer.Typer):
    """A group of such commands."""

    def command(
        self,
        name: str | None = None,
        *,
        cls: type[TyperCommand] | None = PlainCommand,
        **settings: Any,
    ) -> Callable[[_Function], _Function]:
        """Return a decorator that adds a command."""
        return super().command(name, cls=cls, **settings)


def _usage(argument: Any) -> str:
    name = argument.human_readable_name
    needed = f"{{{name}}}" if "|" in name else name
    word = needed if argument.required else f"[{name}]"
    return word if argument.nargs == 1 else f"{word}..."
