"""One door for files: their kind is told from their content, never from their name."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.place import with_place
from acquisition.interchange.record import PlateRecord

if TYPE_CHECKING:
    from acquisition.rig import Rig

GZIP = b"\x1f\x8b"
MCAP = b"\x89MCAP0\r\n"
TDMS = b"TDSm"
C3D_KEY = b"P"
KINDS_READ = "a Legdrive recording, a C3D or a NetForce text file is needed"


def read_file(path: Path | str, rate_hz: float | None = None, rig: Rig | Path | str | None = None) -> PlateRecord:
    """Read the plates of a recording, a C3D or a NetForce text file; each may be gzipped.

    Parameters
    ----------
    path : Path
        The file.
    rate_hz : float, optional
        Sample rate, for files that state none.
    rig : Rig or path of a rig.toml, optional
        Place of the plates, for files that state none.

    Raises
    ------
    UnreadableFile
        Absent, empty, damaged, or of another kind.
    OptionNeeded
        Something that the file does not say must be typed.
    ConfigurationRejected
        The rig cannot be.
    """
    where = str(path)
    if rate_hz is not None and not 0.0 < rate_hz < 1e6:
        raise OptionNeeded(f"{rate_hz:g} Hz is no sample rate", where, "give --rate HZ a number above 0")
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error), where, "give the path of a file that can be read") from None
    unpacked = _unpacked(content, where)
    if unpacked.startswith(MCAP):
        return _recording(Path(path), unpacked, content is not unpacked)
    described = _as_rig(rig)
    record = _foreign(unpacked, where, rate_hz)
    return with_place(record, described.plates() if described else None, described.sha256 if described else "")


def _unpacked(content: bytes, where: str) -> bytes:
    """The content itself, or what was gzipped."""
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            raise UnreadableFile("is a damaged or cut gzip file", where, "copy it again") from None
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableFile("is empty", where, "export or copy the file again")
    return content


def _recording(path: Path, content: bytes, gzipped: bool) -> PlateRecord:
    """A Legdrive recording; its reader wants a file, so a gzipped one is unpacked into a temporary one."""
    from acquisition.recording import read_recording

    if not gzipped:
        return read_recording(path)
    with tempfile.NamedTemporaryFile(suffix=".mcap") as file:
        file.write(content)
        file.flush()
        return replace(read_recording(Path(file.name)), path=str(path))


def _foreign(content: bytes, where: str, rate_hz: float | None) -> PlateRecord:
    """A file of another program."""
    if content.startswith(TDMS):
        raise UnreadableFile("is a TDMS file, which is not read yet", where, KINDS_READ)
    if content[1:2] == C3D_KEY and b"\0" in content[:512]:
        from acquisition.interchange.c3d import read_c3d

        return read_c3d(content, where, rate_hz)
    from acquisition.interchange.netforce import is_netforce, read_netforce

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("is of no kind that is known here", where, KINDS_READ) from None
    if is_netforce(text):
        return read_netforce(text, where, rate_hz)
    raise UnreadableFile("is text of no kind that is known here", where, KINDS_READ)


def _as_rig(rig: Rig | Path | str | None) -> Rig | None:
    """The rig itself, or read from its file."""
    if rig is None:
        return None
    if isinstance(rig, (str, Path)):
        from acquisition.rig import read_rig

        return read_rig(rig)
    return rig
