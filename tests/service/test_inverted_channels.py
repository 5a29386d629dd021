"""``inverted`` in rig.toml: channels with the wrong sign, found by the check, mended by one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected
from acquisition.rig import parse_rig, read_rig
from service.commissioning_check import check_corners
from service.commissioning_rig_text import KeyChange, changed_text
from service.rig_templates import TEMPLATES, template_text
from sim_data.daq_process import spawn


@pytest.fixture(scope="module")
def rig_text() -> Iterator[str]:
    """Rig file of a device on which each corner is pressed in order."""
    with spawn(session="corners", rate_hz=500.0, block_ms=200.0) as device:
        yield device.rig.read_text()


def with_inverted(text: str, plate: int, channels: list[str]) -> str:
    changed = changed_text(text, [KeyChange(plate, ("inverted",), channels)])
    assert changed is not None
    return changed


def checked(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[bool, str]:
    path = tmp_path / "rig.toml"
    path.write_text(text)
    passed = check_corners(path, read_rig(path))
    return passed, capsys.readouterr().out


def test_the_line_goes_behind_the_channels_and_changes_nothing_else(rig_text: str) -> None:
    changed = with_inverted(rig_text, 1, ["ai7", "ai9"])
    added = [line for line in changed.splitlines() if line not in rig_text.splitlines()]
    assert added == ['inverted = ["ai7", "ai9"]']
    lines = changed.splitlines()
    assert lines[lines.index(added[0]) - 1].startswith("channels = ")
    assert with_inverted(changed, 1, []).count("inverted = []") == 1


def test_an_inverted_channel_turns_its_column_and_no_other(rig_text: str) -> None:
    right, turned = (parse_rig(text).plates()[1].matrix for text in (rig_text, with_inverted(rig_text, 1, ["ai7"])))
    np.testing.assert_array_equal(turned[:, 1], -right[:, 1])
    np.testing.assert_array_equal(np.delete(turned, 1, axis=1), np.delete(right, 1, axis=1))


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_make_of_plate_takes_it(template: str) -> None:
    text = template_text(template)
    channel = parse_rig(text).plate[0].channels[2]
    right, turned = (parse_rig(each).plates()[0].matrix for each in (text, with_inverted(text, 0, [channel])))
    np.testing.assert_array_equal(turned[:, 2], -right[:, 2])


@pytest.mark.parametrize(
    ("channels", "message"),
    [
        (["ai3"], "plate[2].inverted: ai3 is no channel of this plate; name some of ai6, ai7, ai8, ai9, ai10, ai11"),
        (["ai6", "ai6"], "plate[2].inverted: ai6 is named twice; name each channel once"),
    ],
)
def test_a_channel_that_cannot_be_meant_is_refused(channels: list[str], message: str, rig_text: str) -> None:
    with pytest.raises(ConfigurationRejected) as refused:
        parse_rig(with_inverted(rig_text, 1, channels))
    assert message in str(refused.value)


def test_a_wrong_entry_is_named_with_the_line_that_takes_it_out(
    rig_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passed, words = checked(with_inverted(rig_text, 0, ["ai2", "ai4"]), tmp_path, capsys)
    assert not passed  # two wrong signs have no single explanation
    passed, words = checked(with_inverted(rig_text, 0, ["ai4"]), tmp_path, capsys)
    assert not passed
    assert words.startswith("NOT PASSED: ai4 (left My) has the wrong sign")
    assert '    is         inverted = ["ai4"]\n    should be  inverted = []' in words


def test_the_printed_line_mends_the_rig(rig_text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = with_inverted(rig_text, 0, ["ai2"])
    passed, words = checked(wrong, tmp_path, capsys)
    assert not passed
    assert "ai2 (left Fz) has the wrong sign" in words
    passed, words = checked(with_inverted(wrong, 0, []), tmp_path, capsys)
    assert passed, words
