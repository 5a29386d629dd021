"""What was proved when: checks as JSON lines and the last zero, both beside the rig file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from acquisition.errors import UnreadableFile
from acquisition.rig import Rig
from acquisition.zero import Zero
from processing.moment import local_time

CHECK_SCHEMA = "legdrive/check/1"
ZERO_SCHEMA = "legdrive/zero/1"
KINDS = {"corners": "corner press", "point_load": "point load"}
SHOWN = 8
STALE_ZERO_S = 600.0
"""Age from which a zero counts as old."""
EARLIER_ZERO_S = 12 * 3600.0
"""Age up to which the next zero is compared with it: a day's work."""
Check = Mapping[str, Any]


def checks_path(rig_path: Path) -> Path:
    """The history of a rig's checks: ``<rig>.checks.jsonl`` beside it."""
    return rig_path.with_name(f"{rig_path.stem}.checks.jsonl")


def zero_path(rig_path: Path) -> Path:
    """The last zero of a rig: ``<rig>.zero.json`` beside it."""
    return rig_path.with_name(f"{rig_path.stem}.zero.json")


def now_utc() -> str:
    """The present moment, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def plates_sha256(rig: Rig) -> str:
    """Digest of everything in a rig file that checks and zeros depend on: plates, wires, device."""
    facts = rig.model_dump(mode="json", include={"plate": True, "driver": {"device"}, "clock": {"interleave"}})
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def keep_check(rig_path: Path, rig: Rig, kind: str, passed: bool, details: Check) -> None:
    """Append a check to the history; ``details`` must be JSON values."""
    head = {"schema": CHECK_SCHEMA, "at": now_utc(), "kind": kind, "passed": passed}
    facts = {"plates_sha256": plates_sha256(rig), "simulated": rig.simulated}
    line = json.dumps({**head, **facts, **details}, ensure_ascii=False, allow_nan=False)
    with checks_path(rig_path).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_checks(rig_path: Path) -> list[Check]:
    """All checks, the oldest first; none where there is no file.

    Raises
    ------
    UnreadableFile
        A line is no check; the message names it.
    """
    path = checks_path(rig_path)
    if not path.exists():
        return []
    checks = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        try:
            check = json.loads(line)
            datetime.fromisoformat(check["at"])
            if check["schema"] != CHECK_SCHEMA or check["kind"] not in KINDS:
                raise ValueError(check["schema"])
        except (ValueError, KeyError, TypeError):
            raise UnreadableFile(f"line {number} is no check", str(path), "take that line out") from None
        checks.append(check)
    return checks


def history_words(rig: Rig, checks: Sequence[Check], now: datetime | None = None) -> str:
    """The last checks as lines for a person, the newest first; with when the last one was."""
    if not checks:
        return "No check is on record for this rig."
    lines = [f"Last check: {ago(checks[-1]['at'], now)}.", ""]
    now_sha256 = plates_sha256(rig)
    for check in checks[: -SHOWN - 1 : -1]:
        when = f"{local_time(check['at'], rig.utc_offset):%Y-%m-%d %H:%M}"
        other = "" if check.get("plates_sha256") == now_sha256 else "  (plates or wiring were others)"
        verdict = "passed" if check["passed"] else "FAILED"
        lines.append(f"  {when}  {KINDS[check['kind']]:<12}  {verdict}  {check.get('summary', '')}{other}".rstrip())
    if len(checks) > SHOWN:
        lines.append(f"  … and {len(checks) - SHOWN} before")
    return "\n".join(lines)


def ago(at: str, now: datetime | None = None) -> str:
    """How long ago a moment was, in the largest unit that tells."""
    seconds = age_s(at, now)
    if seconds < 0.0:
        return "in the future (the computer's clock was set back)"
    for unit_s, one, more in ((86400.0, "day", "days"), (3600.0, "hour", "hours"), (60.0, "minute", "minutes")):
        if seconds >= unit_s:
            count = int(seconds // unit_s)
            return f"{count} {one if count == 1 else more} ago"
    return "just now"


def age_s(at: str, now: datetime | None = None) -> float:
    """Age of a moment, s."""
    return ((now or datetime.now(UTC)) - datetime.fromisoformat(at)).total_seconds()


def keep_zero(rig_path: Path, rig: Rig, zero: Zero, rate_hz: float) -> Path:
    """Store a zero in place of the last one."""
    document = {
        "schema": ZERO_SCHEMA,
        "taken_at": now_utc(),
        "plates_sha256": plates_sha256(rig),
        "rate_hz": rate_hz,
        "samples": zero.stop - zero.start,
        "fz_n": zero.fz_n,
        "channels": list(rig.channels),
        "volts": zero.volts.tolist(),
        "sd_volts": zero.sd.tolist(),
    }
    path = zero_path(rig_path)
    half = path.with_suffix(".part")
    half.write_text(json.dumps(document, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    half.replace(path)
    return path


def read_zero(rig_path: Path, rig: Rig) -> Mapping[str, Any] | None:
    """The last zero; ``None`` where there is none, or it belongs to another rig file.

    Raises
    ------
    UnreadableFile
        The file is no zero.
    """
    path = zero_path(rig_path)
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        datetime.fromisoformat(document["taken_at"])
        fits = document["plates_sha256"] == plates_sha256(rig) and document["channels"] == list(rig.channels)
        sound = document["schema"] == ZERO_SCHEMA and len(document["volts"]) == len(rig.channels)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise UnreadableFile("is no zero", str(path), "take the file away") from None
    return document if fits and sound else None
