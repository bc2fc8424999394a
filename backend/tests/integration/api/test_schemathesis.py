"""Whatever is sent to it, the API answers as its description says, and never with a 5xx.

APEX_FUZZ_EXAMPLES asks more often: the number of requests of each kind per operation for a user
(2 by default); an admin asks half as often, nobody once for every four.
"""

import os

import pytest

from app.core.config import Settings
from app.core.database import Endpoints
from app.main import create_app
from tests.integration.api.fuzzing import Refused, fuzz, installation

EXAMPLES = int(os.environ.get("APEX_FUZZ_EXAMPLES", "2"))
SHARES = {"user": 1, "admin": 2, "nobody": 4}


@pytest.fixture
def given(api_settings: Settings) -> Settings:
    return api_settings.model_copy(update={"api_requests_per_minute": 1_000_000})


def test_every_operation_answers_as_described(given: Settings, database: Endpoints):
    faults = []
    with installation(given, database, create_app(given, database)) as made:
        for operation in made.operations():
            for role, share in SHARES.items():
                try:
                    fuzz(made, operation, role, max(1, EXAMPLES // share))
                except Exception as fault:
                    faults.append(f"{role}: {operation.label}\n{fault}")
        reached = {label for label, status in made.answers if status < 300}
    # Most of what can succeed did: a test of refusals alone would see little.
    assert len(reached) >= 0.75 * len(made.operations())
    assert not faults, "\n\n".join(faults)


def test_a_crash_is_found(given: Settings, database: Endpoints):
    """The negative control: an operation that breaks on some input is reported."""
    app = create_app(given, database)

    @app.get("/api/v1/breaks/{number}")
    async def breaks(number: int) -> int:
        return 1 // (number and 0)

    with installation(given, database, app) as made:
        (operation,) = (one for one in made.operations() if "breaks" in one.path)
        with pytest.raises(Refused, match="500 to"):
            fuzz(made, operation, "user", 3)
