"""The pinned TA-Lib, loaded without the data frames it would bring along.

The `talib` package imports pandas when it is installed, only to accept data frames: measured
1.0 s and 83 MB, against 8 ms for the compiled library itself. The core works on arrays, so it loads
the compiled module alone, under its own name; a later `import talib` elsewhere finds it there and
adds its data-frame wrappers as usual.
"""

import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any, Final

_MODULE: Final = "talib._ta_lib"
_FRAMES: Final = ("pandas", "polars")


def _loaded() -> ModuleType:
    package = find_spec("talib")
    where = package.submodule_search_locations if package else None
    spec = PathFinder.find_spec(_MODULE, where)
    if spec is None or spec.loader is None:
        raise ImportError("TA-Lib is not installed")
    # None in sys.modules makes an import fail as if the package were absent; both are optional.
    # For these 8 ms no thread can import them: the core is imported before any thread starts.
    hidden = [name for name in _FRAMES if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden, None))  # type: ignore[arg-type]
    try:
        module = module_from_spec(spec)
        sys.modules[_MODULE] = module
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(_MODULE, None)
        raise
    finally:
        for name in hidden:
            del sys.modules[name]
    module._ta_initialize()
    return module


_library: Final = sys.modules.get(_MODULE) or _loaded()

VERSION: Final[str] = _library.__ta_version__.decode().split()[0]
FUNCTIONS: Final[tuple[str, ...]] = tuple(sorted(_library.__TA_FUNCTION_NAMES__))


def function(name: str) -> Callable[..., Any]:
    """Return TA-Lib's function `name` for plain arrays."""
    found: Callable[..., Any] = getattr(_library, name)
    # Where the whole package was imported first, functions carry its data-frame wrapper.
    return getattr(found, "__wrapped__", found)


def lookback(name: str, keywords: Mapping[str, float | int]) -> int:
    """Return TA-Lib's own count of bars before the first value of `name` with these parameters."""
    return _lookback(name, tuple(sorted(keywords.items())))


@lru_cache(maxsize=4096)
def _lookback(name: str, keywords: tuple[tuple[str, float | int], ...]) -> int:
    asked = _library.Function(name, function(name), **dict(keywords))
    return int(asked.lookback)
