"""Another wiring while a session runs: the rig file changed, the old one kept beside it, the change in the audit."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from acquisition.rig import Rig, read_rig
from service.documents import moved_to


def check_rig_text(path: Path, text: str) -> None:
    """Raise ``FileError`` where the text is no rig; ``path`` is where it would lie."""
    with TemporaryDirectory() as folder:
        place = Path(folder, path.name)
        place.write_text(text, encoding="utf-8")
        read_rig(place)


def change_rig_file(path: Path, text: str, at: datetime) -> Rig:
    """Write a rig file's new text, and its old one as ``rig.toml.2026-11-22-140000`` beside it.

    Raises
    ------
    FileError
        The new text is no rig; the file is as it was.
    OSError
        It cannot be written; the file is as it was.
    """
    check_rig_text(path, text)
    with moved_to(path, path.suffix) as place:
        place.write_text(text, encoding="utf-8")
        shutil.copyfile(path, path.with_name(f"{path.name}.{at:%Y-%m-%d-%H%M%S}"))
    return read_rig(path)
