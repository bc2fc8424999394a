"""One JSON object per line, ids on every line, no secret on any."""

import io
import json
import logging
import warnings

import pytest

from app.core.config import Settings, load_settings
from app.core.logging import HIDDEN, bound, configure_logging, get_logger, hide

CANARY = "canary-9f3a7c1e5b"


@pytest.fixture
def stream():
    """Send every log here, and put the process's logging back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(_settings(), stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


def _settings() -> Settings:
    return load_settings(
        secret_key=CANARY,
        database_url=f"postgresql://user:{CANARY}-db@host/name",
        log_level="DEBUG",
        app_env="testing",
    )


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def only_line(stream: io.StringIO) -> dict:
    [line] = lines(stream)
    return line


def test_a_line_says_what_when_how_bad_and_who(stream):
    get_logger("app.x").info("order sent", order_id="o-1", quantity=1.5)
    line = only_line(stream)
    assert line.pop("time").endswith("Z")
    assert line == {
        "event": "order sent",
        "level": "info",
        "logger": "app.x",
        "order_id": "o-1",
        "quantity": 1.5,
    }


def test_ids_are_on_every_line_inside_the_block_and_on_none_after(stream):
    with bound(request_id="r-1"), bound(job_id="j-2"):
        get_logger("a").info("ours")
        logging.getLogger("theirs").warning("of a library")
    get_logger("a").info("after")
    ours, theirs, after = lines(stream)
    assert (ours["request_id"], ours["job_id"]) == ("r-1", "j-2")
    assert (theirs["request_id"], theirs["job_id"]) == ("r-1", "j-2")
    assert "request_id" not in after


@pytest.mark.parametrize(
    "field",
    [
        "password",
        "new_password",
        "api_key",
        "apiKey",
        "API-KEY",
        "secret_key",
        "access_token",
        "Authorization",
        "Set-Cookie",
        "private_key",
        "signature",
        "sentry_dsn",
        "passphrase",
        "totp",
    ],
)
def test_a_secret_field_is_hidden_by_its_name_at_any_depth(stream, field):
    get_logger("a").info("login", **{field: "abc"}, body={"deep": [{field: ("abc", 1)}]})
    line = only_line(stream)
    assert line[field] == HIDDEN
    assert line["body"] == {"deep": [{field: HIDDEN}]}


@pytest.mark.parametrize(
    "log",
    [
        lambda: get_logger("a").info(f"event {CANARY}"),
        lambda: get_logger("a").info("value", field=f"x{CANARY}y"),
        lambda: get_logger("a").info("deep", field=[{"k": {f"{CANARY}"}}]),
        lambda: get_logger("a").info("key", field={CANARY: 1}),
        lambda: get_logger("a").info("object", field=Exception(CANARY)),
        lambda: get_logger("a").info("bytes", field=CANARY.encode()),
        lambda: logging.getLogger("theirs").info("library %s", CANARY),
        lambda: warnings.warn(CANARY, UserWarning, stacklevel=1),
        lambda: _log_an_exception(get_logger("a").exception),
        lambda: _log_an_exception(logging.getLogger("theirs").exception),
    ],
    ids=[
        "event",
        "value",
        "deep value",
        "key",
        "object",
        "bytes",
        "library",
        "warning",
        "our traceback",
        "library's traceback",
    ],
)
@pytest.mark.filterwarnings("default::UserWarning")
def test_a_known_secret_is_hidden_wherever_it_appears(stream, log):
    log()
    assert len(lines(stream)) == 1
    assert CANARY not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


def _log_an_exception(log):
    try:
        raise ValueError(f"wrong: {CANARY}")
    except ValueError:
        log("failed")


def test_the_canary_test_sees_a_canary(stream):
    get_logger("a").info("not known: canary-unknown")
    assert "canary-unknown" in stream.getvalue()


def test_a_secret_made_later_is_hidden_once_it_is_known(stream):
    hide("made-at-run-time")
    get_logger("a").info("x made-at-run-time x")
    assert only_line(stream)["event"] == f"x {HIDDEN} x"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at postgresql://u:p4ss@h/d now", f"at postgresql://u:{HIDDEN}@h/d now"),
        ("redis://:p4ss@h:6379/0", f"redis://:{HIDDEN}@h:6379/0"),
        ("Authorization: Bearer abc.def-1", f"Authorization: Bearer {HIDDEN}"),
        ("sent eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.c2ln now", f"sent {HIDDEN} now"),
        ("a plain text: 3:4 @ 5", "a plain text: 3:4 @ 5"),
        ("http://host/path?x=1", "http://host/path?x=1"),
    ],
)
def test_secrets_are_known_by_their_shape(stream, text, shown):
    get_logger("a").info(text)
    assert only_line(stream)["event"] == shown


@pytest.mark.parametrize(
    "text",
    ['x\r\n{"level":"error"}', "\x1b[31mred\x1b[0m", "a\u2028b\u0085c", "tab\tnul\0"],
    ids=["line break", "terminal colour", "unicode line breaks", "control characters"],
)
@pytest.mark.parametrize("name", ["event", "field", "library"])
def test_text_from_outside_stays_inside_one_line(stream, text, name):
    match name:
        case "event":
            get_logger("a").info(text)
        case "field":
            get_logger("a").info("e", field=text, **{f"k{text}": 1})
        case "library":
            logging.getLogger("theirs").info("%s", text)
    raw = stream.getvalue()
    assert raw.endswith("\n")
    assert raw[:-1].isascii()
    assert raw[:-1].isprintable()
    assert text in json.loads(raw).values()


def test_levels_below_the_settings_are_silent():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    try:
        configure_logging(load_settings(log_level="WARNING", app_env="testing"), stream)
        get_logger("quiet").info("no")
        get_logger("quiet").warning("yes")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.captureWarnings(False)
    assert [line["event"] for line in lines(stream)] == ["yes"]


def test_libraries_that_print_signed_requests_are_kept_above_debug(stream):
    logging.getLogger("ccxt").debug("GET ... signature=...")
    logging.getLogger("httpx").info("GET ...")
    assert stream.getvalue() == ""
