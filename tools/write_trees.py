"""Write the expected tree of every stack and layout; a reader of the change judges what is new.

Run it as `just trees` after files of the template come or go.
"""

import sys
import tempfile
from pathlib import Path

from scaffold.template.catalog import read_features, read_stacks
from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project

RELEASE = bundled_release()
HEADING = "# The files of a project; those in brackets need an answer.\n"


def list_files(stack: str, layout: str, features: list[str], license_name: str) -> set[str]:
    """Return the files that a dry run would make."""
    answers = {"stack": stack, "layout": layout, "features": features, "license": license_name}
    request = NewRequest("demo", Path(tempfile.gettempdir()), RELEASE, answers, dry_run=True)
    return set(make_project(request).files)


def write_tree(stack: str, layout: str, target: Path) -> None:
    """Write one tree: a path a line, and behind it the answers without which it is not there."""
    features = [feature.name for feature in read_features(RELEASE)]
    everything = list_files(stack, layout, features, "MIT")
    without = {
        name: list_files(stack, layout, [other for other in features if other != name], "MIT")
        for name in features
    }
    without["MIT"] = list_files(stack, layout, features, "none")
    lines = []
    for file in sorted(everything):
        needs = [name for name, files in without.items() if file not in files]
        lines.append(f"{file}  [{' '.join(needs)}]" if needs else file)
    target.write_text(HEADING + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write all trees into the folder that the command line names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for stack in read_stacks(RELEASE):
        for layout in ("package", "flat"):
            write_tree(stack.name, layout, folder / f"{stack.name}-{layout}.txt")


if __name__ == "__main__":
    main()
