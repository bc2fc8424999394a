"""Write what the API says about itself to frontend/openapi.json; `--check` only compares.

The pages' types are generated from it, so a renamed field is an error of the compiler there.
"""

import argparse
import json
import sys
from pathlib import Path

from app.core.config import Settings
from app.main import create_app

TARGET = Path(__file__).resolve().parents[2] / "frontend/openapi.json"


def described() -> str:
    """Return the description as text that changes only when the API does."""
    settings = Settings(_env_file=None)
    return json.dumps(create_app(settings).openapi(), indent=1, sort_keys=True) + "\n"


def main() -> int:
    """Write or compare; 1 when they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing, exit 1 on a difference"
    )
    text = described()
    if parser.parse_args().check:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print("frontend/openapi.json is not what the API says: run make openapi", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
