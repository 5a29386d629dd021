"""``legdrive rig new|check|show`` as people type it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.plate import ForcePlate
from acquisition.rig import parse_rig, read_rig
from service.rig_drawing import drawn, heading
from service.rig_summary import channel_rows, summary
from service.rig_templates import TEMPLATES, template_text

RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_new_file_passes_the_check(kind: str, legdrive: RunLegdrive, tmp_path: Path) -> None:
    made = legdrive("rig", "new", "--plates", kind, cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "rig.toml\n")
    text = (tmp_path / "rig.toml").read_text(encoding="utf-8")
    assert text == template_text(kind)
    assert text.count("<-") > 10
    checked = legdrive("rig", "check", "rig.toml", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.startswith("rig.toml: no mistake found\n")


def test_a_file_that_exists_is_never_overwritten(legdrive: RunLegdrive, tmp_path: Path) -> None:
    (tmp_path / "rig.toml").write_text("mine")
    outcome = legdrive("rig", "new", "--plates", "amti", cwd=tmp_path)
    assert outcome.returncode == 1
    assert outcome.stderr == "legdrive: rig.toml: exists and is not overwritten; give another name with --out\n"
    assert (tmp_path / "rig.toml").read_text() == "mine"


def test_a_check_prints_every_mistake_in_a_line_and_ends_with_1(legdrive: RunLegdrive, tmp_path: Path) -> None:
    text = template_text("amti").replace('"ai6"', '"ai0"').replace("range_v = 10.0 ", "range_v = 5.0 ", 1)
    (tmp_path / "rig.toml").write_text(text.replace("rate_hz = 1000.0", "rate_hz = 90000.0"), encoding="utf-8")
    outcome = legdrive("rig", "check", "rig.toml", cwd=tmp_path)
    assert outcome.returncode == 1
    lines = outcome.stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("rig.toml: ") for line in lines)
    assert [line.split(": ")[1] for line in lines] == ["plate[2].channels", "plate[1].range_v", "clock.rate_hz"]
    assert outcome.stderr == ("legdrive: rig.toml: 3 mistakes; every key is explained on the page on rig.toml\n")


@pytest.mark.parametrize("command", ["check", "show"])
@pytest.mark.parametrize("content", [None, "[rig\n"])
def test_a_file_that_cannot_be_read_is_one_line(
    command: str, content: str | None, legdrive: RunLegdrive, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "rig.toml").write_text(content)
    outcome = legdrive("rig", command, "rig.toml", cwd=tmp_path)
    assert outcome.returncode == 1
    assert outcome.stdout == ""
    assert outcome.stderr.startswith("legdrive: rig.toml: ")
    assert outcome.stderr.count("\n") == 1


def test_show_draws_plates_axes_and_channels(legdrive: RunLegdrive, root: Path) -> None:
    outcome = legdrive("rig", "show", root / "examples" / "rig.toml")
    assert outcome.returncode == 0
    lines = outcome.stdout.splitlines()
    assert "\x1b" not in outcome.stdout
    back = next(line for line in lines if line.startswith("  2"))
    front = next(line for line in lines if line.startswith("  3"))
    assert (front.replace("─", "").split(), back.replace("─", "").split()) == (["34", "34"], ["21", "21"])
    assert lines.index(front) < lines.index(back)
    middle = next(line for line in lines if "LEFT" in line)
    assert middle.index("LEFT") < middle.index("RIGHT")
    assert sum(line.split()[:3] == [str(place), f"ai{place}", side] for line in lines
               for place, side in enumerate(["left"] * 6 + ["right"] * 6)) == 12  # fmt: skip
    assert "left   1 (-1, -450)  2 (-601, -450)  3 (-601, 450)  4 (-1, 450)" in lines


def corners_turned(plate: ForcePlate, steps: int) -> ForcePlate:
    """The same place on the floor, its corners counted from another one."""
    return ForcePlate(plate.name, plate.kind, plate.matrix, np.roll(plate.corners_mm, steps, axis=0))


def test_a_turned_plate_is_drawn_with_its_axes_turned(root: Path) -> None:
    left, right = read_rig(root / "examples" / "rig.toml").plates()
    for steps, (x, y) in enumerate([("→", "↓"), ("↑", "→"), ("←", "↑"), ("↓", "←")]):
        text = "\n".join(drawn([corners_turned(left, steps)]))
        assert f"{x} x" in text
        assert f"{y} y" in text
    assert all(len(line) <= 72 for line in drawn([left, right]))


def test_a_heading_is_the_nearest_of_eight() -> None:
    assert [heading(np.array(step)) for step in ([1.0, 0.0, 0], [1.0, 1.0, 0], [0.1, 1.0, 0], [-1.0, -0.9, 0])] == [
        "→",
        "↗",
        "↑",
        "↙",
    ]


def test_channels_are_listed_in_the_order_of_the_task() -> None:
    rig = parse_rig(template_text("kistler") + '\n[sync]\nchannel = "ai20"\n')
    rows = list(channel_rows(rig))
    assert rows[1] == ("1", "ai8", "right", "fx12", "NRSE", "± 10 V")
    assert rows[-1][:4] == ("16", "ai20", "sync", "ttl")
    assert dict(summary(rig))["clock"] == "1000 Hz, 17 channels, plates interleaved"


def test_bridges_are_summed_up_in_their_own_unit() -> None:
    text = template_text("cells").replace("n_per_v = [500.0, 500.0, 500.0, 500.0]", "rated_n = [5e3, 5e3, 5e3, 5e3]\n"
                                          "rated_mv_per_v = [2.0, 2.0, 2.0, 2.0]")  # fmt: skip
    rig = parse_rig(text.replace("rate_hz = 1000.0", "rate_hz = 2000.0\ndecimate = 2"))
    told = dict(summary(rig))
    assert told["left"] == "four cells, 4 channels ai0 to ai3, bridges, ± 25 mV/V, Fz up to 20 kN"
    assert told["clock"].endswith("analysis at 1000 Hz")
