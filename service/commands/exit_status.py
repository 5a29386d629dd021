"""Exit status of every command: 0 done, 1 failed, 2 wrong usage, 3 no lift found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

DONE, FAILED, USAGE, NO_LIFT = 0, 1, 2, 3


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn the house's errors into one line on standard error and an exit status.

    Raises
    ------
    typer.Exit
        With 2 where an option must be typed, else 1.
    """
    from acquisition.errors import LegdriveError, OptionNeeded

    try:
        yield
    except OptionNeeded as error:
        print(f"legdrive: {error.line}", file=sys.stderr)
        raise typer.Exit(USAGE) from None
    except LegdriveError as error:
        print(f"legdrive: {error.line}", file=sys.stderr)
        raise typer.Exit(FAILED) from None
    except BrokenPipeError:
        raise typer.Exit(FAILED) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"legdrive: {where}{error.strerror or error}", file=sys.stderr)
        raise typer.Exit(FAILED) from None
