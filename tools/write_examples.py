"""Write the project of every stack to `examples/`.

Run it as `just examples` after the template or its version changed; a test compares the files.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from scaffold.template.catalog import read_stacks
from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project

AUTHOR = "Ada Example"


def render_example(stack: str, into: Path) -> Path:
    """Make the project `demo` with the defaults of a stack, the same on every machine.

    Args:
        stack: Name of the stack.
        into: The folder to make the project's folder in.

    Returns:
        The project's folder.
    """
    answers = {"stack": stack, "author_name": AUTHOR}
    request = NewRequest("demo", into, bundled_release(), answers, repository=False)
    return make_project(request).path


def main() -> None:
    """Write all examples into the folder that the command line names, once all are rendered."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as work:
        stacks = [stack.name for stack in read_stacks(bundled_release())]
        made = {stack: render_example(stack, Path(work) / stack) for stack in stacks}
        for old in [path for path in folder.iterdir() if path.is_dir()]:
            shutil.rmtree(old)
        for stack, project in made.items():
            shutil.copytree(project, folder / stack)


if __name__ == "__main__":
    main()
