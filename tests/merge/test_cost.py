"""Merging costs only those who need it."""

import subprocess
import sys


def test_libraries_for_formats_are_imported_when_a_file_of_theirs_is_merged() -> None:
    code = (
        "import sys; from scaffold.merge import merge_file;"
        "merge = lambda path, *three: merge_file(path, *three, ours_name='a', theirs_name='b');"
        "heavy = {'yaml', 'copier', 'rich'};"
        "merge('a.yml', b'a: 1', b'a: 1', b'a: 2'); merge('a.md', b'a', b'b', b'c');"
        "print(sorted(heavy & set(sys.modules))); merge('a.yml', b'a: 1', b'a: 2', b'a: 3');"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['yaml']"]
