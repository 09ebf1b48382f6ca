"""The only package that prints: results to stdout, everything else to stderr."""

from scaffold.report.adopt import confirm_gates, print_adoption, print_guesses
from scaffold.report.console import (
    ask,
    confirm,
    is_interactive,
    print_command,
    print_commands,
    print_error,
    print_foreign,
    print_json,
    print_line,
    print_note,
    print_patch,
    print_text,
    print_usage_error,
    progress,
    timed_progress,
)
from scaffold.report.converting import print_conversion
from scaffold.report.doctor import print_diagnosis
from scaffold.report.explanation import print_explanation
from scaffold.report.fleet import (
    print_fleet,
    print_fleet_csv,
    print_fleet_markdown,
    print_fleet_saved,
    print_locations,
)
from scaffold.report.fleet_forecast import print_forecast
from scaffold.report.keys import reading_keys
from scaffold.report.list import print_choices
from scaffold.report.lost import after_work
from scaffold.report.move import print_stage_moves, print_stage_plan
from scaffold.report.new import confirm_new, print_made, print_next_steps
from scaffold.report.news import print_news
from scaffold.report.notebook import print_inspection
from scaffold.report.notebook_moves import print_move
from scaffold.report.prompts import asking, confirm_trust, steps
from scaffold.report.pull_request import save_summary
from scaffold.report.status import print_checked, print_status
from scaffold.report.update import (
    print_ignored,
    print_left_out,
    print_skipped,
    print_taken,
    print_unsettled,
    print_update,
)
from scaffold.report.verification import print_pinned, print_verification, verifying
from scaffold.report.workshop import print_lessons
from scaffold.report.workshop_check import print_all_done, print_verdict, print_watched
from scaffold.report.workshop_class import (
    listing_problems,
    print_board,
    print_class,
    print_sent,
    print_stuck,
    save_board,
    wait,
)

__all__ = [
    "after_work",
    "ask",
    "asking",
    "confirm",
    "confirm_gates",
    "confirm_new",
    "confirm_trust",
    "is_interactive",
    "listing_problems",
    "print_adoption",
    "print_all_done",
    "print_board",
    "print_checked",
    "print_choices",
    "print_class",
    "print_command",
    "print_commands",
    "print_conversion",
    "print_diagnosis",
    "print_error",
    "print_explanation",
    "print_fleet",
    "print_fleet_csv",
    "print_fleet_markdown",
    "print_fleet_saved",
    "print_forecast",
    "print_foreign",
    "print_guesses",
    "print_ignored",
    "print_inspection",
    "print_json",
    "print_left_out",
    "print_lessons",
    "print_line",
    "print_locations",
    "print_made",
    "print_move",
    "print_news",
    "print_next_steps",
    "print_note",
    "print_patch",
    "print_pinned",
    "print_sent",
    "print_skipped",
    "print_stage_moves",
    "print_stage_plan",
    "print_status",
    "print_stuck",
    "print_taken",
    "print_text",
    "print_unsettled",
    "print_update",
    "print_usage_error",
    "print_verdict",
    "print_verification",
    "print_watched",
    "progress",
    "reading_keys",
    "save_board",
    "save_summary",
    "steps",
    "timed_progress",
    "verifying",
    "wait",
]
