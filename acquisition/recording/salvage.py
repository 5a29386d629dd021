"""Save what is left of a damaged recording into a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mcap.records import Message

from acquisition.errors import UnreadableFile
from acquisition.recording.check import Verdict, verify
from acquisition.recording.container import Container, DamagedChunkError
from acquisition.recording.contents import read_contents
from acquisition.recording.layout import fact_records
from acquisition.recording.mcap_file import copy_messages, sync_folder


@dataclass(frozen=True, eq=False)
class Salvage:
    """What was saved.

    Attributes
    ----------
    path : Path
        The new file.
    before, after : Verdict
        On the damaged file and on the new one.
    """

    path: Path
    before: Verdict
    after: Verdict


def salvage(path: Path | str, out: Path | str) -> Salvage:
    """Copy every whole block and mark of a recording into a new file, which is ended properly.

    Sample indices stay as they were: what is lost is a gap in the new file too. The damaged file is only read.

    Parameters
    ----------
    path : Path
        The damaged recording.
    out : Path
        A new file; one that exists is never overwritten.

    Raises
    ------
    UnreadableFile
        No recording, or nothing in it can be read.
    FileExistsError
        There is a file at ``out``.
    """
    before = verify(path)
    if before.n_blocks == 0:
        raise UnreadableFile("holds no block that can be read", str(path), "nothing can be saved")
    target = Path(out)
    with Container(path, walk=True) as container:
        contents = read_contents(container)
        metadata = fact_records(contents.rig.toml_text, contents.driver, contents.clock)
        copy_messages(target, metadata, readable_messages(container))
    sync_folder(target.parent)
    return Salvage(target, before, verify(target))


def readable_messages(container: Container) -> Iterator[Message]:
    """The messages of every chunk that is whole."""
    for place in container.survey.chunks:
        try:
            yield from container.messages(place)
        except DamagedChunkError:
            continue
