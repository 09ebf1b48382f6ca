"""What `evaluate` wrote about the run that is served."""

from typing import Any

from ...config import Paths
from ...utils.files import read_json


def read_report(paths: Paths, run_id: str) -> dict[str, Any]:
    """Return what `evaluate` measured of a run; nothing if it did not, or left it unreadable."""
    try:
        report = read_json(paths.reports / run_id / "performance.json")
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) and report.get("run_id") == run_id else {}
