"""What a report was measured from: its own samples, or those of the recording that it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from acquisition.errors import OptionNeeded
from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import PlateRecord
from processing.preparing import prepared
from processing.reanalysis import AnalysisInput
from reports.attached.bundle import PLATES, SAMPLES, Bundle
from reports.attached.plates import analysis_input
from reports.attached.samples import read_samples
from reports.errors import NoReport
from reports.words import checking as words

ReadRecord = Callable[[Path], PlateRecord]


@dataclass(frozen=True, eq=False)
class FoundSource:
    """The input of the analysis, and what is wrong with its samples.

    Attributes
    ----------
    source : AnalysisInput
        To be analysed again.
    wrong : tuple of str
        One line a fault.
    as_recorded : bool
        Whether the samples are the converter's own, neither decimated nor freed of drift.
    """

    source: AnalysisInput
    wrong: tuple[str, ...]
    as_recorded: bool


def found_source(bundle: Bundle, where: str, recording: Path | None, read: ReadRecord) -> FoundSource:
    """Samples of a report.

    Parameters
    ----------
    bundle : Bundle
        Its attachments.
    where : str
        The report, for errors.
    recording : Path or None
        The recording, for reports whose samples stayed there.
    read : callable
        Reads a recording as the analysis did.

    Raises
    ------
    NoReport
        It carries no samples, or damaged ones.
    OptionNeeded
        The recording is needed and was not given, or is another one.
    """
    if bundle.plates is None:
        raise NoReport(words.no_source(), where)
    try:
        if bundle.samples is not None:
            return _attached(bundle, bundle.plates, bundle.samples)
        told = bundle.plates["record"]
        if recording is None:
            stayed = words.samples_stayed(float(told["rate_hz"]), str(told["path"]))
            raise OptionNeeded(stayed, where, words.give_the_recording())
        return _recorded(bundle.plates, read(recording), recording)
    except (KeyError, TypeError, ValueError) as reason:
        name = PLATES if bundle.samples is None else f"{PLATES}, {SAMPLES}"
        raise NoReport(words.damaged(name, str(reason)), where, words.get_it_again()) from reason


def _attached(bundle: Bundle, plates: dict[str, Any], samples: bytes) -> FoundSource:
    channels = read_samples(samples)
    source = analysis_input(plates, channels)
    wrong = []
    found = samples_sha256(source.record.signals)
    if found != plates["part_sha256"]:
        wrong.append(words.samples_changed())
    elif plates["as_recorded"] and _whole(source) and source.record.samples_sha256 != found:
        wrong.append(words.samples_of_recording_changed())
    return FoundSource(source, tuple(wrong), bool(plates["as_recorded"]))


def _whole(source: AnalysisInput) -> bool:
    """Whether the samples are all that the digest of the recording was taken of."""
    return bool(source.start == 0 and source.n == source.record.n and source.record.samples_sha256)


def _recorded(plates: dict[str, Any], record: PlateRecord, path: Path) -> FoundSource:
    """The part of a recording that the report was made from."""
    if record.samples_sha256 != plates["record"]["samples_sha256"]:
        raise OptionNeeded(words.another_recording(), str(path), words.give_the_recording())
    whole = prepared(record)
    n_channels = sum(len(signals) for signals in whole.signals)
    empty = analysis_input(plates, [np.empty(0)] * n_channels, prepared=True)
    place = empty.record.first_index - whole.first_index
    stop = place + int(plates["part_n"])
    signals = tuple(each[:, place:stop] for each in whole.signals)
    source = replace(empty, record=replace(empty.record, signals=signals))
    wrong = () if samples_sha256(signals) == plates["part_sha256"] else (words.samples_changed(),)
    return FoundSource(source, wrong, bool(plates["as_recorded"]))
