"""The shape of the house, checked: sizes, names, and a test beside every module of the core.

Run it with no arguments from anywhere; it lists every breach and exits 1 if there is one.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LIMITS = {".py": 400, ".ts": 400, ".tsx": 250}
FUNCTION_LIMIT = 70
LONG_FUNCTION = 60
LONG_SHARE = 0.01
HOMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
MIRRORED = ("domain", "engine", "services")


def tracked() -> list[Path]:
    """Return the files of the tree that are the project's own code."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.ts", "*.tsx"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    generated = ("/versions/", ".gen.", "node_modules/")
    names = [n for n in listed.stdout.splitlines() if not any(part in n for part in generated)]
    return [REPOSITORY / name for name in names if (REPOSITORY / name).is_file()]


def file_breaches(path: Path, text: str) -> Iterator[str]:
    """Yield what is wrong with a file's name and length."""
    name = path.relative_to(REPOSITORY)
    lines = text.count("\n")
    if lines > LIMITS[path.suffix]:
        yield f"{name}: {lines} lines, the limit is {LIMITS[path.suffix]}"
    if path.stem in HOMELESS or HOMELESS & set(name.parts):
        yield f"{name}: a function without a home is a missing noun; name the noun"


def functions(tree: ast.AST) -> Iterator[tuple[str, int, int]]:
    """Yield (name, line, length) of every function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def mirror_breaches(root: Path) -> Iterator[str]:
    """Yield core modules that no test file mirrors."""
    app, unit = root / "backend/app", root / "backend/tests/unit"
    for layer in MIRRORED:
        for module in sorted((app / layer).rglob("*.py")):
            if module.name == "__init__.py":
                continue
            mirror = unit / module.relative_to(app).parent / f"test_{module.stem}.py"
            has_code = any(functions(ast.parse(module.read_text(encoding="utf-8"))))
            if has_code and not mirror.is_file():
                yield f"{module.relative_to(root)}: no {mirror.relative_to(root)}"


def breaches() -> list[str]:
    """Return every breach in the tree."""
    found: list[str] = []
    counted = long = 0
    for path in tracked():
        text = path.read_text(encoding="utf-8")
        found += file_breaches(path, text)
        if path.suffix != ".py":
            continue
        for name, line, length in functions(ast.parse(text)):
            counted += 1
            long += length > LONG_FUNCTION
            if length > FUNCTION_LIMIT:
                where = f"{path.relative_to(REPOSITORY)}:{line}"
                found.append(f"{where}: {name} has {length} lines, the limit is {FUNCTION_LIMIT}")
    if long > LONG_SHARE * counted:
        found.append(f"{long} of {counted} functions pass {LONG_FUNCTION} lines, the limit is 1 %")
    return found + list(mirror_breaches(REPOSITORY))


if __name__ == "__main__":
    problems = breaches()
    for problem in problems:
        print(problem)
    print(f"shape: {len(problems)} breaches" if problems else "shape: kept")
    sys.exit(bool(problems))
