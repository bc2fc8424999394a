"""Rules over HTTP."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, model_validator

from app.api.schemas.conventions import Answer, ProblemItem, Request, Text
from app.api.schemas.strategy import EXAMPLE
from app.domain.strategies import StoredRule

type Document = dict[str, JsonValue]
RULE: dict[str, Any] = EXAMPLE["entry_rules"][0]


class SavedRule(Request):
    """A rule to keep; strategies name it by `name` or by its id."""

    name: Annotated[Text | None, Field(min_length=1, max_length=100)] = None
    description: Annotated[Text | None, Field(max_length=10_000)] = None
    document: Document = Field(examples=[RULE])


class Rule(Answer):
    """A saved rule."""

    id: UUID
    name: str
    description: str | None
    document: Document = Field(examples=[RULE])
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, found: StoredRule) -> "Rule":
        return cls.model_validate(found)


class Judging(Request):
    """A strategy document, as JSON or in its text form."""

    document: Document | None = Field(None, examples=[EXAMPLE])
    text: Annotated[str | None, Field(max_length=200_000)] = None

    @model_validator(mode="after")
    def _one(self) -> "Judging":
        if (self.document is None) == (self.text is None):
            raise ValueError("give either document or text")
        return self


class Judgement(Answer):
    """Whether a document can run, and everything wrong with it."""

    is_valid: bool
    faults: list[ProblemItem]
    look_back: int | None = Field(description="bars before the first verdict")


class Forms(Judgement):
    """A document as JSON, as text and in words; null where it cannot be read."""

    document: Document | None
    text: str | None
    words: str | None


class Trying(Request):
    """Rules to try on stored bars."""

    document: Document = Field(examples=[EXAMPLE])
    source: Annotated[Text | None, Field(max_length=64)] = None
    start_date: date | None = None
    end_date: date | None = None
    bar: int | None = Field(None, ge=0, le=100_000_000, description="to explain; the last one")


class SignalAt(Answer):
    """A bar at whose close a rule was true; it acts at the next open."""

    bar: int
    time: str
    intent: Literal["entry_long", "exit_long", "entry_short", "exit_short"]
    rule: str | None
    close: float


class Trial(Answer):
    """What the rules concluded on stored bars."""

    source: str
    symbol: str
    timeframe: str
    bars: int
    start: str
    end: str
    counts: dict[str, int]
    signals: list[SignalAt] = Field(description="the last 500")
    explanation: dict[str, Any]


class Parameter(Answer):
    """One parameter of an indicator."""

    name: str
    kind: Literal["int", "float", "choice"]

    model_config = ConfigDict(extra="allow")


class Indicator(Answer):
    """An entry of the catalogue, at its defaults."""

    name: str = Field(examples=["RSI"])
    aliases: list[str]
    title: str
    group: str
    description: str
    source: str
    pane: Literal["overlay", "pane"]
    inputs: list[str]
    outputs: list[str]
    parameters: list[Parameter]
    warm_up: int
    memory: int | None
    cost: int


class Indicators(Answer):
    """The whole catalogue."""

    items: list[Indicator]
