"""How a command ends: with its own exit code, or with what stopped it in one clear sentence."""

import io
import os
import sys
from typing import Final

import typer
from rich.console import Console
from typer.exceptions import TyperException

from app.domain.errors import ApexError, InvalidInput

_FAILED: Final = 1
_WRONG_INPUT: Final = 2
_STOPPED: Final = 130  # what a shell gives a command that Ctrl-C ended


def run(app: typer.Typer) -> int:
    """Run the command line of this process and return its exit code.

    A failure is one sentence on standard error, with the faults of a document below it. An error
    nobody foresaw keeps its traceback: it is ours to correct, not the user's.
    """
    _print_any_text()
    try:
        code = app(standalone_mode=False) or 0
        sys.stdout.flush()
    except TyperException as error:
        code = _refused_usage(error)
    except ApexError as error:
        code = _refused(error)
    except typer.Abort:
        code = _say("stopped: nothing was done", _FAILED)
    except MemoryError:
        code = _say("error: there is not enough memory for this: take a shorter period", _FAILED)
    except OSError as error:
        code = _refused_by_system(error)
    if code == _STOPPED:
        _say("stopped", _STOPPED)
    return int(code)


def _print_any_text() -> None:
    """Show what a terminal cannot: names of files may be any bytes, and a terminal ASCII alone."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refused(error: ApexError) -> int:
    _say(f"error: {error}", _FAILED)
    if not isinstance(error, InvalidInput):
        return _FAILED
    # A single fault has been said already; of several the sentence names only the first.
    if any(fault.message not in str(error) for fault in error.faults):
        for fault in error.faults:
            _say(
                f"  {fault.pointer}: {fault.message}" if fault.pointer else f"  {fault.message}", 0
            )
    return _WRONG_INPUT


def _refused_usage(error: TyperException) -> int:
    sentence = error.format_message().replace("Value error, ", "").rstrip(".")
    if not sentence:  # the help has been shown instead
        return error.exit_code
    context = getattr(error, "ctx", None)
    advice = f" (see {context.command_path} --help)" if context is not None else ""
    return _say(f"error: {sentence[0].lower()}{sentence[1:]}{advice}", error.exit_code)


def _refused_by_system(error: OSError) -> int:
    where = error.filename or "standard output"  # the only one that is written without a name
    code = _say(f"error: {where}: {error.strerror or error}", _FAILED)
    _give_up_output()
    return code


def _give_up_output() -> None:
    """Drop what standard output did not take, or Python complains about it once more at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(sentence: str, code: int) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    console.print(sentence)
    return code
