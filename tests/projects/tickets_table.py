"""Support tickets in one file, as a company exports them: drawn by seed, with the usual faults."""

import csv
import random
from pathlib import Path

ROWS, SEED = 2000, 18
WITHOUT_SUBJECT, COPIES = 106, 20
# How many of 100 tickets are of each queue, and what people write about in it.
QUEUES = {
    "billing": (30, "invoice|charge|receipt|payment|credit card|subscription fee|VAT number|bank"),
    "access": (25, "password|login|two-factor code|locked account|permission|reset link|username"),
    "hardware": (20, "laptop|battery|screen|keyboard|docking station|printer|charger|headset"),
    "delivery": (20, "parcel|courier|tracking number|shipment|wrong address|depot|late package"),
    "refund": (5, "money back|returned item|refund|cancelled order|chargeback|return label"),
}
PHRASES = (
    "Order {order}: since {day} the {one} is a problem, and so is the {two}.",
    "Could you check the {one} of order {order}? I also have a question about the {two}.",
    "My {one} does not work as expected. Please look at the {two} by {day}, order {order}.",
    "I wrote on {day} about the {one} (order {order}) and got no answer. What about the {two}?",
    "{day}: {one} again with order {order}, after the {two} last week. Thanks in advance.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def write_tickets(file: Path) -> None:
    """Write 2,000 tickets as CSV: some without a subject, and a few that were sent twice."""
    chance = random.Random(SEED)  # noqa: S311 - nothing is kept secret by it
    queues = [queue for queue, (share, _) in QUEUES.items() for _ in range(share)]
    rows = [_draw(chance, queue) for queue in chance.choices(queues, k=ROWS - COPIES)]
    rows += chance.sample(rows, COPIES)
    without = set(chance.sample(range(ROWS), WITHOUT_SUBJECT))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["ticket", "opened", "subject", "message", "queue"])
        for number, (opened, subject, message, queue) in enumerate(rows):
            shown = "" if number in without else subject
            writer.writerow([f"TCK-{101366 + number}", opened, shown, message, queue])


def _draw(chance: random.Random, queue: str) -> tuple[str, str, str, str]:
    """Return day, subject, message and queue of a ticket."""
    words = QUEUES[queue][1].split("|")
    one, two = chance.sample(words, 2)
    # People write to the wrong queue, too.
    filed = chance.choice([*QUEUES]) if chance.random() < 0.01 else queue
    order, day = f"A{chance.randrange(100_000)}", chance.choice(DAYS)
    message = chance.choice(PHRASES).format(one=one, two=two, day=day, order=order)
    opened = f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return opened, f"Question about the {one}", message, filed
