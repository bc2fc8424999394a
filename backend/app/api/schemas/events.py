"""What the API says about live events."""

from pydantic import ConfigDict, Field

from app.api.schemas.conventions import Answer


class Ticket(Answer):
    """Opens one WebSocket."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"ticket": "wq0n1Jq0F2fWm1rj9m8w4mS8q0q5l3o3oJ7v4c9yK2E", "expires_in": 30}
            ]
        },
    )

    ticket: str = Field(description="offer it as the subprotocol ticket.<value>")
    expires_in: int = Field(description="seconds")
