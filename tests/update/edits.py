"""What owners do to their projects, drawn at random."""

from dataclasses import dataclass

from hypothesis import strategies as st

from scaffold.trees import File, Tree

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


@st.composite
def edited_projects(draw: st.DrawFn, render: Tree) -> Edited:
    """Draw what an owner has made of a render."""
    tree, lines, deleted = dict(render), set(), set()
    for number, path in enumerate(draw(st.lists(st.sampled_from(sorted(render)), max_size=8))):
        kind = draw(st.sampled_from(["line", "line", "line", "delete", "rename"]))
        line = comment_for(path, f"line {number} of the owner")
        if path not in tree:
            continue
        if kind == "delete":
            del tree[path]
            deleted.add(path)
        elif kind == "rename":
            tree[f"renamed/{number}-{path.rpartition('/')[2]}"] = tree.pop(path)
        elif line is not None:
            share = draw(st.floats(0, 0.99))
            tree[path] = File(insert_line(tree[path].content, line, share), tree[path].kind)
            lines.add(line)
    own = {
        f"{folder}/own-{number}.py": File(f"OWN = {number}\n".encode() * 5)
        for number, folder in enumerate(
            draw(st.lists(st.sampled_from(["src", "work"]), max_size=2))
        )
    }
    held = b"".join(file.content for file in tree.values())
    kept = frozenset(line for line in lines if line in held)
    return Edited({**tree, **own}, kept, frozenset(deleted), own)
