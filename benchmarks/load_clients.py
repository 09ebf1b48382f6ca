"""What the clients of `benchmarks.load` ask, read from the schema of the server: any stack's.

Locust runs this file: https://docs.locust.io/en/stable/writing-a-locustfile.html
"""

from typing import Any

from locust import HttpUser, task

# The most inputs that a request may hold.
_MOST = 100


class Client(HttpUser):
    """A client that asks again as soon as it has an answer."""

    def on_start(self) -> None:
        """Take the example of the schema as what to ask."""
        schema = self.client.get("/openapi.json").json()
        body = schema["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]
        name = body["schema"]["$ref"].rpartition("/")[2]
        properties = schema["components"]["schemas"][name]["properties"]
        self.field, examples = next(
            (field, rules["examples"][0])
            for field, rules in properties.items()
            if "examples" in rules
        )
        self.example: Any = examples[0]

    @task(20)
    def predict_one(self) -> None:
        """Send a single input, as a page does."""
        self.client.post("/predict", json={self.field: [self.example]}, name="one input")

    @task(2)
    def predict_many(self) -> None:
        """Send as many inputs as a request may hold."""
        inputs = [self.example] * _MOST
        self.client.post("/predict", json={self.field: inputs}, name=f"{_MOST} inputs")

    @task(2)
    def predict_nothing(self) -> None:
        """Send a request without inputs, which must be refused."""
        sent = {"json": {}, "name": "no input, refused", "catch_response": True}
        with self.client.post("/predict", **sent) as answer:
            if answer.status_code == 422:
                answer.success()
            else:
                answer.failure(f"answered with {answer.status_code}")

    @task(4)
    def check_health(self) -> None:
        """Ask for the health of the server."""
        self.client.get("/health")

    @task(4)
    def open_page(self) -> None:
        """Open the page."""
        self.client.get("/", name="the page")
