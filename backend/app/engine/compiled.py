"""The walk as machine code: compiled once at set-up, found by every later process.

numba keys its cache on the file of the function it compiles and would not notice a change in the
functions that one calls. So the entry point closes over a hash of all their sources, which numba
does look at. The signature is explicit: nothing else is ever compiled at run time.
"""

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any, Final, cast

import numpy as np

from app.domain.risk import fees, sizing
from app.engine import costs, kernel, matching, quiet, state

SOURCES: Final = (fees, sizing, costs, matching, quiet, state, kernel)

# The loop allocates nothing, so counting references to its arrays only costs: without the counting
# (`_nrt`) a bar takes 8 ns instead of 60. No fastmath: the same bits as plain Python (rule 24).
_OPTIONS: Final[dict[str, Any]] = {"forceinline": True, "_nrt": False, "error_model": "numpy"}

Walk = Callable[..., None]


def kernel_hash(source_of: Callable[[ModuleType], str] = inspect.getsource) -> str:
    """Return a hash of the source text of everything the compiled loop is made of, and of this."""
    digest = hashlib.sha256()
    for module in (*SOURCES, sys.modules[__name__]):
        digest.update(source_of(module).encode())
    return digest.hexdigest()


@cache
def compiled_walk() -> Walk:
    """Return `kernel.walk` compiled for this machine, from the cache where it has been before.

    It trusts the kinds of its arguments: `tables.Walking` sees to them once, where the dispatcher
    would at every call, at four times the price of the call.
    With numba's compiler switched off it is the plain function: the same results, slowly.
    """
    import numba

    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]  # set from the environment
        return plain_walk
    (only,) = dispatcher().overloads.values()
    return cast("Walk", only.entry_point)


@cache
def dispatcher() -> Any:
    """Return numba's dispatcher of the walk, holding exactly one compiled signature."""
    import numba
    from numba.extending import register_jitable

    for function in plain_functions():
        register_jitable(**_OPTIONS)(function)
    return numba.njit([_signature()], cache=True, **_OPTIONS)(kernel.walk_over(kernel_hash()))


def plain_walk(*arguments: Any) -> None:
    """Run `kernel.walk` as plain Python: coverage and the compiled-equals-plain test use it."""
    kernel.walk_over("")(
        *(
            a.view(np.recarray) if isinstance(a, np.ndarray) and a.dtype.names else a
            for a in arguments
        )
    )


def _signature() -> Any:
    from numba import types
    from numba.np.numpy_support import from_dtype

    def read(kind: Any) -> Any:
        return types.Array(kind, 1, "C", readonly=True)

    def write(kind: Any) -> Any:
        return types.Array(kind, 1, "C")

    prices, whole, rules = read(types.float64), read(types.int64), read(types.int16)
    out = write(types.float64)
    tables = [write(from_dtype(t)) for t in (state.TERMS, state.STATE, state.TRADE, state.REFUSED)]
    return types.void(
        types.int64, types.boolean, whole, *[prices] * 4, *[rules] * 4,
        prices, prices, whole, whole, *tables, types.int64, out, out, write(types.boolean), out,
    )  # fmt: skip


def plain_functions() -> Iterator[Callable[..., Any]]:
    """Yield every function that the walk may call."""
    for module in SOURCES:
        for item in vars(module).values():
            if inspect.isfunction(item) and item.__module__ == module.__name__:
                yield item
