"""``--json`` of the commands that list rows of the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

ListJson: TypeAlias = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the list as JSON; - prints it.", allow_dash=True)
]
