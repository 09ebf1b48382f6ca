"""Made-up data that the project works with until yours takes its place, and what makes it."""

from pathlib import Path

SAMPLE_FOLDER = Path(__file__).parent
