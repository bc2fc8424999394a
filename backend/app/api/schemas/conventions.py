"""What every feature's requests and answers are made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.domain.pages import Page

_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class Request(BaseModel):
    """A body from outside: a name that is not known is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False, allow_inf_nan=False)


class Answer(BaseModel):
    """A body of ours."""

    model_config = ConfigDict(from_attributes=True)


class PageOf[T](BaseModel):
    """One page of a list (decision 20)."""

    items: list[T]
    page: int = Field(examples=[1])
    limit: int = Field(examples=[20])
    total: int = Field(examples=[1])

    @classmethod
    def of(cls, page: Page[Any], build: Callable[[Any], T]) -> "PageOf[T]":
        return cls(
            items=[build(item) for item in page.items],
            page=page.page,
            limit=page.limit,
            total=page.total,
        )


class ProblemItem(BaseModel):
    """One fault of a request."""

    pointer: str = Field(examples=["/timeframe"])
    message: str = Field(examples=["7m is not a timeframe"])
    field: str | None = None
    code: str | None = None


class Problem(BaseModel):
    """Every failure (RFC 9457)."""

    type: str = Field(examples=["https://apextrade.io/errors/invalid-input"])
    title: str = Field(examples=["Invalid input"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["/timeframe: 7m is not a timeframe"])
    instance: str = Field(examples=["/api/v1/strategies"])
    trace_id: str = Field(examples=["6f0c4f6f2a7f4d7f9a3e0f0e6f6c9d10"])
    code: int = Field(examples=[422])
    code_name: str = Field(examples=["INVALID_INPUT"])
    errors: list[ProblemItem] | None = None


def _moment(value: datetime) -> datetime:
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    # Compared first: the year 1 in a zone east of Greenwich has no UTC.
    if (
        not _EARLIEST.replace(tzinfo=moment.tzinfo)
        <= moment
        <= _LATEST.replace(tzinfo=moment.tzinfo)
    ):
        raise ValueError("must lie between the years 1970 and 2200")
    return moment.astimezone(UTC)


def _storable(text: str) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must not hold NUL or half a surrogate pair")
    return text


# A time in a query or body: aware, in UTC, of years that data can have.
Moment = Annotated[datetime, AfterValidator(_moment)]
# A text that the database can keep, for queries and forms; bodies are checked before.
Text = Annotated[str, AfterValidator(_storable)]
