"""Write the sample of the stack `tabular`: made-up customers, some of whom leave.

Run it as `python tools/write_churn_sample.py FILE`; a test compares the file with what this writes.
"""

import csv
import io
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

SEED, ROWS = 11, 400
REGIONS = ("north", "south", "east", "west")
# Monthly price, and how the plan changes the odds of leaving.
PLANS = {"basic": (9.0, 0.5), "plus": (19.0, 0.0), "family": (29.0, -0.7)}
PAYMENTS = {"card": -0.3, "invoice": 0.1, "transfer": 0.5}
LAST_DAY = date(2026, 6, 30)


def draw_row(chance: random.Random, number: int) -> list[str]:
    """Return one customer; an empty cell is unknown."""
    plan = chance.choices(list(PLANS), [5, 4, 3])[0]
    price, odds = PLANS[plan]
    payment = chance.choices(list(PAYMENTS), [6, 3, 2])[0]
    months = chance.randint(1, 60)
    joined = LAST_DAY - timedelta(days=30 * months + chance.randint(0, 29))
    tickets = min(9, int(chance.expovariate(0.8)))
    visits = max(0, round(chance.gauss(14 - 1.2 * tickets, 4)))
    paid = price * chance.choice((0.8, 1.0, 1.0, 1.2))
    odds += PAYMENTS[payment] + 0.6 * tickets - 0.16 * visits - 0.035 * months + 0.9
    left = chance.random() < 1 / (1 + math.exp(-odds))
    cells = [
        f"C{number:04d}",
        joined.isoformat(),
        chance.choice(REGIONS),
        plan,
        payment,
        str(months),
        f"{paid:.2f}",
        str(visits),
        str(tickets),
    ]
    for column, share in ((4, 0.04), (6, 0.03), (7, 0.06)):
        if chance.random() < share:
            cells[column] = ""
    return [*cells, "yes" if left else "no"]


def sample() -> str:
    """Return the content of the file."""
    chance = random.Random(SEED)  # noqa: S311 - data of a sample, nothing secret
    header = "customer_id,joined_on,region,plan,payment,months,monthly_price,visits,tickets,churned"
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(draw_row(chance, number) for number in range(1, ROWS + 1))
    return stream.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(sample(), encoding="utf-8", newline="\n")
