"""Ask Copier only once for the same render of a release, which takes longer than most tests."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scaffold.answers.given import Answers
from scaffold.template.releases import Release, Source

RenderFunction = Callable[..., Answers]


def render_once(really_render: RenderFunction, keep: Path) -> RenderFunction:
    """Return a function that renders as another one does, and each thing once.

    A further render is a link to the first one: what asks for it reads it, and changes nothing.
    Templates from elsewhere are rendered anew each time, because tests change them on the way.

    Args:
        really_render: What renders, `scaffold.template.copier_render.render`.
        keep: A folder for the renders.
    """
    rendered: dict[str, tuple[Path, Answers]] = {}

    def render(
        template: Release | Source, destination: Path, answers: Mapping[str, Any], **others: Any
    ) -> Answers:
        if isinstance(template, Source):
            return really_render(template, destination, answers, **others)
        key = repr((template, destination.name, sorted(answers.items()), sorted(others.items())))
        if key not in rendered:
            place = Path(tempfile.mkdtemp(dir=keep)) / destination.name
            rendered[key] = place, really_render(template, place, answers, **others)
        place, remembered = rendered[key]
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.symlink_to(place)
        return dict(remembered)

    return render
