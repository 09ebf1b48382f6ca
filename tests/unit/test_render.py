"""What a release renders, a template from elsewhere renders in the same way or in Copier's own."""

from pathlib import Path

from scaffold.template.releases import Source
from scaffold.template.render import render
from scaffold.template.rendered import KnownAnswers


def make_template(folder: Path, **files: str) -> Source:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Source(str(folder))


def render_names(template: Source) -> list[str]:
    return sorted(render(template, "made", KnownAnswers()).files)


def test_a_template_from_elsewhere_may_yield_several_files(tmp_path: Path) -> None:
    name = "{% yield each from parts %}{{ each }}.txt{% endyield %}"
    question = "parts: {type: yaml, default: [one, two]}\n"
    files = {"copier.yml": question, name: "", "plain.md": "", "plain.toml": ""}
    template = make_template(tmp_path / "template", **files)
    assert render_names(template) == ["one.txt", "plain.md", "plain.toml", "two.txt"]


def test_a_template_from_elsewhere_may_have_delimiters_of_its_own(tmp_path: Path) -> None:
    settings = '_envops: {variable_start_string: "[[", variable_end_string: "]]"}\n'
    question = "part: {type: str, default: one}\n"
    files = {"copier.yml": settings + question, "[[ part ]].txt": "", "{{ part }}.md": ""}
    template = make_template(tmp_path / "template", **files)
    assert render_names(template) == ["one.txt", "{{ part }}.md"]
