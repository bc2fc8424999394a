"""Every failure ApexTrade raises on purpose.

    ApexError
    |-- InvalidInput        something a person can correct (field, what was wrong, what is allowed)
    |   |-- InvalidRules        a strategy document with one or more faults     2002
    |   |-- InvalidImport       a file that cannot be read as candles           5004
    |   `-- ResourceLimit       valid, but beyond a limit; names the number     3004
    |-- NotFound            a name that nothing answers to
    |   |-- SymbolNotFound                                                      5001
    |   `-- NoData              known symbol, no bars in the period             5003
    |-- Unauthenticated     nobody is known to make this request
    |   |-- InvalidCredentials  e-mail or password, never which                 1001
    |   |-- TokenExpired                                                        1002
    |   |-- TokenInvalid                                                        1003
    |   `-- RefreshInvalid      unknown, used, revoked or too old               1004
    |-- Forbidden           known, but not allowed
    |   `-- StepUpRequired      needs a login of the last minutes               1005
    |-- LinkInvalid         a token from a letter: unknown, used or too old     1007
    |-- RateLimited         too many requests; says when to come back
    |   |-- AuthRateLimited                                                     1006
    |   `-- MarketRateLimited   the venue asks for fewer requests               5002
    |-- InsufficientData    bars exist, but too few for the strategy            3001
    |-- Conflict            the state of things does not allow it now            409
    |   |-- StrategyConflict    changed by another, or still in use             2004
    |   |-- QueueFull           as many backtests wait as a user may have       3005
    |   |-- IdempotencyMismatch a key used before for another request           4005
    |   `-- RequestInProgress   the first request with this key still runs      4006
    |-- Cancelled           the caller asked to stop                            3003
    |-- TimedOut            a run passed its time limit                         3002
    |-- MarketUnavailable   a venue's public data out of reach                  5005
    |-- MailUnavailable     mail server out of reach                            9002
    `-- StorageUnavailable  database, disk or object store out of reach         9001

`code` and `code_name` are the stable numbers of the error table; `retryable` says whether the same
call may succeed later without anybody changing it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where, what, and what would be right.

    `pointer` is a JSON pointer (RFC 6901) for documents, else the field's name; "" is the whole.
    """

    pointer: str
    message: str


class ApexError(Exception):
    """Root of the tree; `str(error)` is one clear sentence for a person."""

    code: ClassVar[int] = 9000
    code_name: ClassVar[str] = "INTERNAL_ERROR"
    retryable: ClassVar[bool] = False
    # Known for some refusals only: when the same call may succeed.
    retry_after_seconds: int | None = None


class InvalidInput(ApexError):
    """Report input that a person can correct; carries every fault found, not only the first."""

    code = 422
    code_name = "INVALID_INPUT"

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class InvalidRules(InvalidInput):
    """Report a strategy document with faults."""

    code = 2002
    code_name = "STRATEGY_INVALID_RULES"


class InvalidImport(InvalidInput):
    """Report a file that cannot be read as candles or ticks."""

    code = 5004
    code_name = "IMPORT_INVALID"


class ResourceLimit(InvalidInput):
    """Report a valid request that is larger than a limit; the message names both numbers."""

    code = 3004
    code_name = "BACKTEST_RESOURCE_LIMIT"


class NotFound(ApexError):
    """Report a name that nothing answers to."""

    code = 404
    code_name = "NOT_FOUND"


class SymbolNotFound(NotFound):
    """Report a symbol for which no series is stored."""

    code = 5001
    code_name = "MARKET_SYMBOL_NOT_FOUND"


class NoData(NotFound):
    """Report a period without bars; the message names the range there is."""

    code = 5003
    code_name = "MARKET_NO_DATA"


class Unauthenticated(ApexError):
    """Report a request that needs a user and has none."""

    code = 401
    code_name = "UNAUTHENTICATED"


class InvalidCredentials(Unauthenticated):
    """Report a login that failed; the message never says which half was wrong."""

    code = 1001
    code_name = "AUTH_INVALID_CREDENTIALS"


class TokenExpired(Unauthenticated):
    """Report an access token past its time."""

    code = 1002
    code_name = "AUTH_TOKEN_EXPIRED"


class TokenInvalid(Unauthenticated):
    """Report a token that is malformed, forged, revoked or of another kind."""

    code = 1003
    code_name = "AUTH_TOKEN_INVALID"


class RefreshInvalid(Unauthenticated):
    """Report a refresh token that is unknown, used, revoked or too old."""

    code = 1004
    code_name = "AUTH_REFRESH_INVALID"


class Forbidden(ApexError):
    """Report something this user may not do."""

    code = 403
    code_name = "FORBIDDEN"


class StepUpRequired(Forbidden):
    """Report an act that needs a login of the last minutes."""

    code = 1005
    code_name = "AUTH_STEP_UP_REQUIRED"


class LinkInvalid(ApexError):
    """Report a token from a letter that is unknown, used or too old."""

    code = 1007
    code_name = "AUTH_LINK_INVALID"


class RateLimited(ApexError):
    """Report too many requests; `retry_after_seconds` says when the next one is welcome."""

    code = 429
    code_name = "RATE_LIMITED"
    retryable = True

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class AuthRateLimited(RateLimited):
    """Report too many attempts to log in, register or recover."""

    code = 1006
    code_name = "AUTH_RATE_LIMITED"


class MarketRateLimited(RateLimited):
    """Report a venue that asks for fewer requests."""

    code = 5002
    code_name = "MARKET_RATE_LIMITED"


class MarketUnavailable(ApexError):
    """Report a venue whose public data is out of reach."""

    code = 5005
    code_name = "MARKET_UNAVAILABLE"
    retryable = True


class MailUnavailable(ApexError):
    """Report a mail server that is out of reach or refuses a letter for now."""

    code = 9002
    code_name = "MAIL_UNAVAILABLE"
    retryable = True


class InsufficientData(ApexError):
    """Report a period with fewer bars than the strategy needs."""

    code = 3001
    code_name = "BACKTEST_INSUFFICIENT_DATA"


class Conflict(ApexError):
    """Report a valid request that the state of things does not allow now."""

    code = 409
    code_name = "CONFLICT"


class StrategyConflict(Conflict):
    """Report a strategy that another request changed meanwhile, or that is still in use."""

    code = 2004
    code_name = "STRATEGY_CONFLICT"


class QueueFull(Conflict):
    """Report that as many backtests of a user wait or run as are allowed."""

    code = 3005
    code_name = "BACKTEST_QUEUE_FULL"
    retryable = True


class IdempotencyMismatch(Conflict):
    """Report an idempotency key that came before with another request."""

    code = 4005
    code_name = "IDEMPOTENCY_MISMATCH"


class RequestInProgress(Conflict):
    """Report that the first request with an idempotency key is still being answered."""

    code = 4006
    code_name = "REQUEST_IN_PROGRESS"
    retryable = True
    retry_after_seconds = 2


class Cancelled(ApexError):
    """Report that the caller's stop signal ended a run."""

    code = 3003
    code_name = "BACKTEST_CANCELLED"


class TimedOut(ApexError):
    """Report a run that passed its time limit."""

    code = 3002
    code_name = "BACKTEST_TIMEOUT"


class StorageUnavailable(ApexError):
    """Report a database, disk or object store that is out of reach or full."""

    code = 9001
    code_name = "STORAGE_UNAVAILABLE"
    retryable = True
