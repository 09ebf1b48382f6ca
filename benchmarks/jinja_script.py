"""The least that renders a folder of templates: Jinja2, YAML and a loop.

Run it as `python jinja_script.py TEMPLATE DESTINATION`.
"""

import sys
from pathlib import Path

import jinja2
import yaml


def render(template: Path, destination: Path) -> None:
    """Render the files below `template/` with the values of `context.yml`."""
    context = yaml.safe_load((template / "context.yml").read_text("utf-8"))
    environment = jinja2.Environment(  # noqa: S701 - the output is not HTML
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    root = template / "template"
    for source in sorted(root.rglob("*")):
        if source.is_dir():
            continue
        name = environment.from_string(source.relative_to(root).as_posix()).render(context)
        target = destination / context["project_name"] / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = environment.from_string(source.read_text("utf-8")).render(context)
        target.write_text(text, "utf-8", newline="")


if __name__ == "__main__":
    render(Path(sys.argv[1]), Path(sys.argv[2]))
