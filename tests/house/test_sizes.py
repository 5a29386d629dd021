"""The house's sizes: no file over 500 lines, no function body over 60."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("acquisition", "processing", "reports", "service", "sim_data", "ext", "benchmarks", "tests")
FILE_LINES, BODY_LINES = 500, 60
KINDS = (".py", ".pyx", ".pxd", ".h", ".c", ".js", ".css")


def sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (root / room).rglob("*") if path.suffix in KINDS)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement that is no docstring to the last one."""
    statements = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    last = function.body[-1].end_lineno
    assert last is not None
    return last - statements[0].lineno + 1 if statements else 0


def test_no_file_is_longer_than_five_hundred_lines(root: Path) -> None:
    lengths = {str(path.relative_to(root)): len(path.read_bytes().splitlines()) for path in sources(root)}
    assert len(lengths) > 500
    assert {name: n for name, n in lengths.items() if n > FILE_LINES} == {}


def test_no_function_body_is_longer_than_sixty_lines(root: Path) -> None:
    found = {
        f"{path.relative_to(root)}:{node.lineno} {node.name}": body_lines(node)
        for path in sources(root)
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(found) > 4000
    assert {name: n for name, n in found.items() if n > BODY_LINES} == {}
