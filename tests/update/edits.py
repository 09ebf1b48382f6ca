"""What owners do to their projects, drawn at random."""

from dataclasses import dataclass

from hypothesis import strategies as st

from scaffold.files.tree import File, Tree

# Comments of the kinds of files that can hold one; an owner's line in another kind is plain text.
_COMMENTS = {
    "py": "# {}",
    "toml": "# {}",
    "yml": "# {}",
    "yaml": "# {}",
    "txt": "# {}",
    "md": "{}",
    "html": "<!-- {} -->",
}
_WITHOUT_SUFFIX = ("justfile", "Dockerfile", ".gitignore", ".dockerignore", ".example")


@dataclass(frozen=True)
class Edited:
    """A project after its owner's edits.

    Attributes:
        tree: What stands there.
        lines: Lines that the owner wrote.
        deleted: Paths that the owner removed.
        own: Files that the owner added.
    """

    tree: Tree
    lines: frozenset[bytes]
    deleted: frozenset[str]
    own: Tree


def comment_for(path: str, text: str) -> bytes | None:
    """Return a line that a file of this kind may hold anywhere between two of its lines."""
    if path.endswith(_WITHOUT_SUFFIX):
        return f"# {text}\n".encode()
    form = _COMMENTS.get(path.rpartition(".")[2])
    return f"{form.format(text)}\n".encode() if form else None


def insert_line(content: bytes, line: bytes, share: float) -> bytes:
    """Put a line before one that begins at the margin, so that no block is torn apart."""
    lines = content.splitlines(keepends=True)
    starts = [
        number
        for number, text in enumerate(lines)
        if text[:1].isalpha() and lines[number - 1 : number] in ([], [b"\n"])
    ]
    place = starts[int(share * len(starts))] if starts else len(lines)
    return b"".join([*lines[:place], line, *lines[place:]])


def rewrite_line(content: bytes, line: bytes, share: float) -> bytes:
    """Put a line in the place of one that says something."""
    lines = content.splitlines(keepends=True)
    places = [number for number, text in enumerate(lines) if text.strip()]
    if places:
        lines[places[int(share * len(places))]] = line
    return b"".join(lines)


@st.composite
def edited_projects(draw: st.DrawFn, render: Tree, wanted: Tree) -> Edited:
    """Draw what an owner has made of a render.

    Args:
        draw: Hypothesis's own.
        render: What the template gave.
        wanted: What it gives next; half of the edits are where the two differ.
    """
    tree, lines, deleted = dict(render), set(), set()
    changed = [path for path in sorted(render) if wanted.get(path) != render[path]]
    paths = st.sampled_from(sorted(render)) | st.sampled_from(changed or sorted(render))
    for number, path in enumerate(draw(st.lists(paths, max_size=8))):
        kind = draw(st.sampled_from(["line", "line", "rewrite", "mode", "delete", "rename"]))
        line = comment_for(path, f"line {number} of the owner")
        if path not in tree:
            continue
        if kind == "delete":
            del tree[path]
            deleted.add(path)
        elif kind == "rename":
            tree[f"renamed/{number}-{path.rpartition('/')[2]}"] = tree.pop(path)
        elif kind == "mode":
            tree[path] = File(tree[path].content, "executable")
        elif line is not None:
            place = insert_line if kind == "line" else rewrite_line
            content = place(tree[path].content, line, draw(st.floats(0, 0.99)))
            tree[path] = File(content, tree[path].kind)
            lines.add(line)
    own = draw(own_files(sorted(wanted.keys() - render.keys())))
    held = b"".join(file.content for file in tree.values())
    kept = frozenset(line for line in lines if line in held)
    return Edited({**tree, **own}, kept, frozenset(deleted), own)


@st.composite
def own_files(draw: st.DrawFn, new: list[str]) -> Tree:
    """Draw files that the template did not give, some where it puts one of its own next."""
    folders = draw(st.lists(st.sampled_from(["src", "work"]), max_size=2))
    places = [f"{folder}/own-{number}.py" for number, folder in enumerate(folders)]
    places += draw(st.lists(st.sampled_from(new), max_size=1)) if new else []
    return {path: File(f"OWN = {path!r}\n".encode() * 5) for path in places}
