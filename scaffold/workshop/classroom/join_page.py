"""The page with which a learner joins a class: one HTML file that fetches nothing. Pure."""

from html import escape
from string import Template

from scaffold.template.exercises.lessons import FIRST_STEPS
from scaffold.workshop.classroom.record import Enrolled
from scaffold.workshop.classroom.roster import Learner

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Workshop of $name</title>
<style>
body { font: 17px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 44rem; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
pre { background: #f3f4f6; padding: .8rem 1rem; border-radius: 6px; overflow-x: auto; }
code { font: 14px/1.5 ui-monospace, monospace; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e6e6; background: #16181c; } pre { background: #23262c; }
}
</style>
<h1>Workshop of $name</h1>
<p>Your project has sample data of its own, with the seed <code>$seed</code>.</p>
<h2>1. Open your project</h2>
<p>$place</p>
<h2>2. Install it once</h2>
<pre><code>$steps</code></pre>
<h2>3. Work</h2>
<pre><code>scaffold workshop watch</code></pre>
<p>It tests an exercise again whenever you save: <kbd>n</kbd> next exercise, <kbd>h</kbd> hint,
<kbd>q</kbd> quit. To ask for help, run <code>scaffold workshop hand up</code>.</p>
</html>
""")


def render_join_page(learner: Learner, enrolled: Enrolled, project: str) -> str:
    """Return the page of a learner.

    Args:
        learner: The learner.
        enrolled: The project of the learner.
        project: Path of the project folder.
    """
    if enrolled.remote:
        command = f"git clone {enrolled.remote} {enrolled.folder}"
        place = f"Run this command:</p><pre><code>{escape(command)}</code></pre><p>"
        folder = enrolled.folder
    else:
        place = f"It is in the folder <code>{escape(project)}</code>."
        folder = project
    steps = "\n".join(step.format(folder=_quote(folder)) for step in FIRST_STEPS[:-1])
    return _PAGE.substitute(
        name=escape(learner.name), seed=enrolled.seed, place=place, steps=escape(steps)
    )


def _quote(text: str) -> str:
    from shlex import quote

    return quote(text)
