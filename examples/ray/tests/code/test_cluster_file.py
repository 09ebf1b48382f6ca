"""The file that describes a cluster of machines is one that Ray can use."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import ray.autoscaler
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def described() -> dict[str, Any]:
    """What the file says."""
    content: dict[str, Any] = yaml.safe_load((ROOT / "cluster.yaml").read_text("utf-8"))
    return content


@pytest.fixture
def schema() -> dict[str, Any]:
    """Ray's own schema of such files."""
    path = Path(ray.autoscaler.__file__).with_name("ray-schema.json")
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def test_the_file_is_valid_against_rays_schema(
    described: dict[str, Any], schema: dict[str, Any]
) -> None:
    jsonschema.validate(described, schema)
    with pytest.raises(jsonschema.ValidationError, match="workers_ips"):
        jsonschema.validate(described | {"workers_ips": []}, schema)


def test_nobody_joins_without_the_token_and_jobs_are_taken_on_the_head_alone(
    described: dict[str, Any],
) -> None:
    for key in ("head_start_ray_commands", "worker_start_ray_commands"):
        assert "RAY_AUTH_MODE=token" in described[key][-1]
    assert "--dashboard-host=127.0.0.1" in described["head_start_ray_commands"][-1]
    assert "~/.ray/auth_token" in described["file_mounts"]
