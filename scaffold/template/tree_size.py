"""How many files a commit has, and how large they are: before Git writes them."""

from collections.abc import Callable, Iterator, Mapping

from scaffold.errors import TemplateSourceError
from scaffold.files.reading import LARGEST_TREE

# Trees may contain each other's parts again and again, so that a few objects are billions of files.
_MOST_FILES = 100_000
_MOST_BYTES = LARGEST_TREE
_CHECK = "Check the source of the template"
# How a tree of Git says that an entry is a submodule, whose files are elsewhere.
_SUBMODULE = b"160000"

# Runs Git with some words and an input, and returns its output with every byte kept.
RunGit = Callable[..., str]
Size = tuple[int, int]


def check_size(run: RunGit, commit: str) -> None:
    """Refuse a commit with more or larger files than any template has.

    Args:
        run: Runs Git in the repository.
        commit: The name of the commit.

    Raises:
        TemplateSourceError: It has too many files, or too large ones.
    """
    root = run("rev-parse", f"{commit}^{{tree}}")
    listed = run("rev-list", "--objects", "--no-object-names", root).split()
    feed = "".join(f"{name}\n" for name in listed)
    lines = run("cat-file", "--batch-check", feed=feed).splitlines()
    facts = [line.split() for line in lines if not line.endswith(" missing")]
    sizes = {name: (1, int(size)) for name, kind, size in facts if kind == "blob"}
    trees = [name for name, kind, _ in facts if kind == "tree"]
    content = run("cat-file", "--batch", feed="".join(f"{name}\n" for name in trees))
    files, size = _add_up(root, dict(_read_trees(content, len(root))), sizes)
    if files > _MOST_FILES:
        raise TemplateSourceError(f"The template has more than {_MOST_FILES:,} files", _CHECK)
    if size > _MOST_BYTES:
        sentence = f"The template has files of more than {_MOST_BYTES // 2**20} MiB together"
        raise TemplateSourceError(sentence, _CHECK)


def _read_trees(output: str, digits: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each tree of an output with the names of what it contains, submodules aside."""
    content = output.encode(errors="surrogateescape")
    at = 0
    while at < len(content):
        end = content.index(b"\n", at)
        name, _, size = content[at:end].decode().split()
        at = end + 1
        tree, at = content[at : at + int(size)], at + int(size) + 1
        yield name, list(_read_entries(tree, digits // 2))


def _read_entries(tree: bytes, length: int) -> Iterator[str]:
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at) + 1
        mode = tree[at:end].partition(b" ")[0]
        at = end + length
        if mode != _SUBMODULE:
            yield tree[end:at].hex()


def _add_up(root: str, trees: Mapping[str, list[str]], sizes: Mapping[str, Size]) -> Size:
    """Return how many files are below a tree, and their bytes; each tree is added up once."""
    known = dict(sizes)
    waiting = [root]
    while waiting:
        tree = waiting[-1]
        unknown = [each for each in trees.get(tree, ()) if each not in known]
        if unknown:
            waiting.extend(unknown)
            continue
        found = [known[each] for each in trees.get(tree, ())]
        known[tree] = sum(files for files, _ in found), sum(size for _, size in found)
        waiting.pop()
    return known[root]
