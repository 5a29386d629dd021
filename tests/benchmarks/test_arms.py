"""The arms of the benchmarks do the same work, and a gate judges as it says. Nothing is timed here."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


def test_both_numpy_baselines_give_the_kernels_wrenches() -> None:
    from benchmarks import wrench_pass

    volts = wrench_pass.made_lifts(1)[0]
    staged = wrench_pass.staged_pass()
    ours = [wrench_pass.kernel_pass(), wrench_pass.kernel_pass(level=0)]
    wrench_pass.agree([*ours, staged, wrench_pass.folded_pass()], volts)
    with pytest.raises(AssertionError):
        wrench_pass.agree([staged, lambda values: staged(1.001 * values)], volts)


def test_both_live_baselines_give_the_kernels_wrenches_push_after_push() -> None:
    from benchmarks import live_pass

    codes = live_pass.made_codes(2)
    makers = (live_pass.kernel_pass, live_pass.staged_pass, live_pass.folded_pass)
    live_pass.agree([make() for make in makers], codes)
    pieces = [codes[0][:, at : at + 10] for at in range(0, 100, 10)]
    live_pass.agree([live_pass.kernel_pass(level=0), *[make() for make in makers]], pieces)
    staged, other = live_pass.staged_pass(), live_pass.staged_pass()
    with pytest.raises(AssertionError):
        live_pass.agree([staged, lambda values: other(values + 1)], codes)


def test_the_floor_reads_and_writes_every_sample() -> None:
    from benchmarks.floor import Floor

    values = np.arange(3.0 * 700).reshape(3, 700)
    floor = Floor(5, 700, 512)
    floor(values)
    np.testing.assert_array_equal(floor.out[:, :700], values[[0, 1, 2, 2, 2]])
    codes = np.full((12, 300), 7, dtype=np.int16)
    floor = Floor(20, 300, 128, codes=True)
    floor(codes)
    assert (floor.out[:, :300].view(np.int16).reshape(20, -1) == 7).all()


def test_the_table_of_the_docs_is_rewritten_between_its_marks(tmp_path: Path) -> None:
    from benchmarks import table
    from benchmarks.gate import Gate
    from benchmarks.suite import Outcome

    page = tmp_path / "docs" / "performance.md"
    page.parent.mkdir()
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n", encoding="utf-8")
    table.write_docs(tmp_path, {"one": Outcome([Gate("K9", "a / b", 3.14159, 2.0)], {"ours": 12.34}, "ns a sample")})
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{table.BEGIN}\n")
    assert text.endswith(f"{table.END}\nafter\n")
    assert "| K9 | a / b | 3.14 | ≥ 2 |" in text
    assert "- `one`, ns a sample: ours 12.3." in text
    assert "old" not in text


def test_all_arms_of_a_whole_lift_give_the_same_numbers() -> None:
    from benchmarks import whole_lift

    record = whole_lift.made_record()
    makers = (whole_lift.kernels, whole_lift.numpy_scipy, whole_lift.pandas_tables)
    ours, *others = (make(record)() for make in makers)
    whole_lift.agree(ours, *others)
    moved = {**others[0], "events": {**others[0]["events"], "drive_end": {"time_s": 5.0}}}
    with pytest.raises(AssertionError):
        whole_lift.agree(ours, moved)


def test_the_empty_program_has_the_commands_of_legdrive() -> None:
    from benchmarks import start_up

    assert start_up.same_commands()


@pytest.mark.parametrize(
    ("ratio", "at_least", "at_most", "conclusive", "holds"),
    [
        (4.0, 4.0, None, True, True),
        (3.9, 4.0, None, True, False),
        (1.3, None, 1.3, True, True),
        (1.31, None, 1.3, True, False),
        (9.0, 4.0, None, False, False),
        (float("nan"), 4.0, None, True, False),
    ],
)
def test_a_gate_holds_only_within_its_limit(
    ratio: float, at_least: float | None, at_most: float | None, conclusive: bool, holds: bool
) -> None:
    from benchmarks.gate import Gate

    assert Gate("K0", "a / b", ratio, at_least, at_most, conclusive).holds is holds


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    from benchmarks.paired import Measured

    measured = Measured({"slow": [4.0, 40.0, 5.0], "fast": [2.0, 10.0, 1.0]}, control=1.0)
    assert measured.ratio("slow", "fast") == 4.0
    assert measured.conclusive
    assert not Measured({}, control=1.2).conclusive
