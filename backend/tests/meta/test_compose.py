"""The description of the containers: what no reviewer should have to look for."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.config import variables
from app.services.installation import Plan, generated
from tests.conftest import REPOSITORY

yaml = pytest.importorskip("yaml")

TEXT = (REPOSITORY / "docker-compose.yml").read_text()
DOCKERFILES = [(REPOSITORY / part / "Dockerfile").read_text() for part in ("backend", "frontend")]
# Run to their end; another service waits for it.
ONE_SHOT = {"migrate", "volumes"}
# Read by compose alone, or by programs that are not ours.
_OUTSIDE = {"REMAP_SIGTERM", "MAX_IMPORT_MB"}
_REFERENCE = re.compile(r"(?<!\$)\$\{([A-Z0-9_]+)(:[-?])?([^}]*)\}")
_PINNED = re.compile(r"^[a-z0-9./-]+:(?!latest)[A-Za-z0-9._-]*[0-9][A-Za-z0-9._-]*$")


def faults(text: str) -> list[str]:
    """Return what is wrong with a description of containers."""
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    return sorted(
        [
            *(f"{name}: {fault}" for name, of in services.items() for fault in _guards(name, of)),
            *(f"{name}: {fault}" for name, of in services.items() for fault in _image(of)),
            *_secrets(text),
            *_unknown_variables(services),
        ]
    )


def _guards(name: str, service: dict[str, Any]) -> Iterator[str]:
    options = service.get("logging", {}).get("options", {})
    user = str(service.get("user", "root")).split(":")[0]
    is_one_shot = name in ONE_SHOT
    claims = {
        "keeps capabilities": service.get("cap_drop") != ["ALL"],
        "may gain privileges": "no-new-privileges:true" not in service.get("security_opt", []),
        "may write everywhere": not service.get("read_only"),
        "runs as root": user in {"root", "0"},
        "has no limits": not {"mem_limit", "pids_limit"} <= service.keys(),
        "logs without end": "max-size" not in options,
        "starts again though it is done": is_one_shot and service.get("restart") != "no",
        "has no health check": not is_one_shot and "healthcheck" not in service,
        "publishes a port": "ports" in service and name != "nginx",
    }
    yield from (claim for claim, is_true in claims.items() if is_true)


def _image(service: dict[str, Any]) -> Iterator[str]:
    image = _REFERENCE.sub(lambda found: found.group(3), service["image"])
    if not _PINNED.match(image):
        yield f"{image} is not pinned"


def _secrets(text: str) -> Iterator[str]:
    for name, operator, _ in _REFERENCE.findall(text):
        if (
            re.search(
                r"PASSWORD(?!_MEMORY)|SECRET_KEY|ENCRYPTION_KEY|SETUP_TOKEN|AUTH_SECRET", name
            )
            and operator != ":?"
        ):
            yield f"{name} is not required"
    for key, value in re.findall(
        r"^\s+([A-Z_]*(?:PASSWORD|SECRET|AUTH)[A-Z_]*): *(\S.*)$", text, re.M
    ):
        if not value.startswith("${"):
            yield f"{key} is written down"
    for url in re.findall(r"://\w+:([^@\s]+)@", text):
        if not url.startswith("${"):
            yield "a password is written down in a URL"


def _unknown_variables(services: dict[str, Any]) -> Iterator[str]:
    known = variables().keys() | _OUTSIDE
    ours = [of for of in services.values() if "APEX_IMAGE" in of["image"]]
    given = {name for of in ours for name in of.get("environment", {})}
    yield from (f"{name} is no variable of ours" for name in given - known)


def test_nothing_is_wrong():
    assert faults(TEXT) == []


@pytest.mark.parametrize(
    ("before", "after", "reported"),
    [
        ("redis:7.2.12-bookworm", "redis:latest", "redis: redis:latest is not pinned"),
        ("redis:7.2.12-bookworm", "redis", "redis: redis is not pinned"),
        ("cap_drop: [ALL]", "cap_drop: []", "api: keeps capabilities"),
        ("read_only: true", "read_only: false", "postgres: may write everywhere"),
        ("user: redis", "user: root", "redis: runs as root"),
        ("    mem_limit: 768m\n", "", "redis: has no limits"),
        ('networks: [front, data]', 'ports: ["8001:8001"]', "gateway: publishes a port"),
        ("healthcheck: *database", "x-none: 1", "timescaledb: has no health check"),
        ("POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?run apextrade init}",
         "POSTGRES_PASSWORD: postgres", "POSTGRES_PASSWORD is written down"),
        ("${SECRET_KEY:?run apextrade init}", "${SECRET_KEY:-}", "SECRET_KEY is not required"),
        ("${AUTH_SECRET:?run apextrade init}", "${AUTH_SECRET:-}", "AUTH_SECRET is not required"),
        ("apextrade:${APEX_REDIS_PASSWORD:?run apextrade init}@redis", "apextrade:apex@redis",
         "a password is written down in a URL"),
        ("LOG_LEVEL: ", "LOG_LEVEK: ", "LOG_LEVEK is no variable of ours"),
    ],
)  # fmt: skip
def test_a_mistake_is_reported(before: str, after: str, reported: str):
    assert before in TEXT
    assert reported in faults(TEXT.replace(before, after, 1))


def test_what_is_required_is_what_init_writes():
    required = {name for name, operator, _ in _REFERENCE.findall(TEXT) if operator == ":?"}
    made = generated(Plan(profile=_production(), port=1, public_url="", owner=(1, 1)), lambda: "x")
    assert required - made.keys() == set()
    assert {name for name in made if name not in variables()} <= required


def test_every_setting_reaches_the_containers():
    given = yaml.safe_load(TEXT)["services"]["api"]["environment"].keys()
    # In the image, of the embedded parts, or with a default that nobody should change here.
    left_out = {
        *("APP_NAME", "APEX_HOME", "APEX_ALIVE_FILE", "APEX_REDIS_SERVER", "CELERY_BROKER_URL"),
        *("DATABASE_POOL_SIZE", "DATABASE_POOL_OVERFLOW", "DATABASE_POOL_RECYCLE_SECONDS"),
        *("METRICS_ADDRESS", "ARGON2_MEMORY_KIB"),
        # The pages' alone.
        "AUTH_SECRET",
    }
    assert variables().keys() - given - left_out == set()


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=["backend", "frontend"])
def test_base_images_are_pinned_and_no_frontend_is_fetched(dockerfile: str):
    bases = re.findall(r"^ARG \w+_IMAGE=(\S+)$", dockerfile, re.M)
    assert bases
    assert all(_PINNED.match(base) for base in bases)
    assert all(image.startswith("${") for image in re.findall(r"^FROM (\S+)", dockerfile, re.M))
    assert "syntax=" not in dockerfile
    assert "@sha256" not in dockerfile + TEXT
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", dockerfile, re.M)


def test_the_pages_know_one_secret_and_reach_the_api_alone():
    pages = yaml.safe_load(TEXT)["services"]["frontend"]
    assert pages["environment"].keys() == {"AUTH_SECRET", "API_ORIGIN"}
    assert pages["networks"] == ["front"]
    assert yaml.safe_load(TEXT)["networks"]["front"] == {"internal": True}


def test_every_queue_has_a_pool():
    from app.celery import QUEUES

    assert {queue for queue in QUEUES if f"--queues {queue} " in TEXT.replace("\n", " ")} == set(
        QUEUES
    )


def _production() -> Any:
    from app.core.config import Profile

    return Profile.PRODUCTION
