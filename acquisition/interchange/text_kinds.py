"""Which program wrote a text, told from its words; each kind's reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from acquisition.interchange.bioware import is_bioware, read_bioware
from acquisition.interchange.column_table import NamedColumns
from acquisition.interchange.columns_option import Chosen
from acquisition.interchange.forcedecks import is_forcedecks, read_forcedecks
from acquisition.interchange.legdrive_csv import is_legdrive_csv, read_legdrive_csv
from acquisition.interchange.named_columns import read_columns
from acquisition.interchange.netforce import is_netforce, read_netforce
from acquisition.interchange.nexus import is_nexus, read_nexus
from acquisition.interchange.opensim import is_opensim, read_opensim
from acquisition.interchange.record import PlateRecord
from acquisition.interchange.sidecar import read_sidecar, sidecar_path
from acquisition.interchange.text_table import TextTable

if TYPE_CHECKING:
    from acquisition.rig import Rig

Reader = Callable[[TextTable, str, float | None], PlateRecord]
KINDS: tuple[tuple[Callable[[TextTable], bool], Reader], ...] = (
    (is_netforce, read_netforce),
    (is_bioware, read_bioware),
    (is_opensim, read_opensim),
    (is_nexus, read_nexus),
    (is_forcedecks, read_forcedecks),
)


def read_text(
    table: TextTable,
    where: str,
    *,
    rate_hz: float | None = None,
    chosen: Sequence[Chosen] = (),
    rig: Rig | None = None,
) -> PlateRecord:
    """Read a text of whatever kind.

    Parameters
    ----------
    table : TextTable
        The table of the file.
    where : str
        Its path: Legdrive's own tables have a page of units beside them.
    rate_hz, chosen, rig
        What was typed.

    Raises
    ------
    UnreadableFile
        A damaged table, or one of several parts.
    OptionNeeded
        What the file does not say.
    """
    table.check_whole(where, others=is_nexus(table))
    if not chosen:
        if is_legdrive_csv(table):
            return read_legdrive_csv(table, where, read_sidecar(sidecar_path(Path(where))), rate_hz)
        for is_kind, read in KINDS:
            if is_kind(table):
                return read(table, where, rate_hz)
    columns = NamedColumns("columns", table.header, table.units, table.values)
    return read_columns(columns, where, chosen=chosen, rig=rig, rate_hz=rate_hz)
