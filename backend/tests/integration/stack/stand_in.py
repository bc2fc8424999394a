"""A small process in the place of ours: serves /health and has a child, as the API has workers.

python -m tests.integration.stack.stand_in PORT
"""

import http.server
import os
import subprocess
import sys
from collections.abc import Mapping


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers with what a test wants to know about this process."""

    def do_GET(self) -> None:
        self._say(f"{os.getpid()} {self.headers.get('X-Forwarded-For')}")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._say(f"{len(self.rfile.read(length))}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _say(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())


def main(port: int, environment: Mapping[str, str]) -> None:
    """Serve until told to stop; the child waits for ever and is nobody's but ours."""
    required = ("DATABASE_URL", "REDIS_URL", "OBJECT_STORE_URL")
    assert all(environment.get(name) for name in required), "the environment names what runs"
    child = subprocess.Popen([sys.executable, "-S", "-c", "import signal; signal.pause()"])
    print(f"child {child.pid}", flush=True)
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), os.environ)
