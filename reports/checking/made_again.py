"""A report made again from what is attached: where its pages, and the attachments themselves, show something else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from reports.checking.numbers import differing
from reports.pdf.attachments import files_inside
from reports.pdf.comparing import shown_otherwise
from reports.words import checking as words

MOST = 20
"""Differing parts of attachments that are told one by one."""


def made_otherwise(path: Path, files: Mapping[str, bytes], drawn: bytes, names: Sequence[str]) -> list[str]:
    """One line per difference between a report and the same one made again.

    Parameters
    ----------
    path : Path
        The report.
    files : mapping of str to bytes
        Its attachments.
    drawn : bytes
        The report as they give it.
    names : sequence of str
        Attachments to compare too: a part of one that nothing is made of is not Legdrive's.
    """
    again = files_inside(drawn)
    unequal = [
        words.part_differs(name, *each)
        for name in names
        for each in differing(json.loads(files[name]), json.loads(again[name]))
    ]
    more = len(unequal) - MOST
    told = unequal if more <= 0 else [*unequal[:MOST], words.more_numbers(more)]
    return [*shown_otherwise(path, drawn), *told]
