"""Render 24 projects in one process, as a fleet of projects is planned: nothing is written."""

import sys
from itertools import product

from scaffold.template.release_render import render_release
from scaffold.template.releases import bundled_release
from scaffold.template.rendered import KnownAnswers

_STACKS = ("tagifai", "ray", "lightning", "skeleton")
_FEATURES = (("docker",), ("github", "notebooks"), ("docker", "gitlab", "pre-commit", "vscode"))


def render_all() -> int:
    """Render each stack in each layout with some features; return the number of projects."""
    release, count = bundled_release(), 0
    for stack, layout, features in product(_STACKS, ("package", "flat"), _FEATURES):
        answers = {"project_name": f"demo-{count}", "stack": stack, "layout": layout}
        rendered = render_release(
            release, "demo", KnownAnswers({**answers, "features": [*features]})
        )
        count += bool(rendered.files)
    return count


if __name__ == "__main__":
    sys.stdout.write(f"{render_all()} projects\n")
