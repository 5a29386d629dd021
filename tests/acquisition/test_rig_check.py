"""``rig check``: every mistake of a rig file at once, one line each, and none in a good one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from acquisition.errors import UnreadableFile
from acquisition.ni_devices import ni_device
from acquisition.rig import Rig, parse_rig
from acquisition.rig_check import check_rig_file, check_rig_text, check_tables, notes
from acquisition.rig_matrix_checks import is_transposed
from service.rig_templates import TEMPLATES, template_text

Change = tuple[str, str]
CORNERS = "corners_mm = [[-1.0, -450.0, 0.0], [-601.0, -450.0, 0.0], [-601.0, 450.0, 0.0], [-1.0, 450.0, 0.0]]"
RIGHT_CORNERS = "corners_mm = [[601.0, -450.0, 0.0], [1.0, -450.0, 0.0], [1.0, 450.0, 0.0], [601.0, 450.0, 0.0]]"
PLACES = "positions_mm = [[250.0, 400.0], [-250.0, 400.0], [-250.0, -400.0], [250.0, -400.0]]"
BRIDGES = ("n_per_v = [500.0, 500.0, 500.0, 500.0]", "rated_n = [5e3, 5e3, 5e3, 5e3]\nrated_mv_per_v = [2, 2, 2, 2]")
MX_ROW = "[0.0, 0.01, 0.01, 1.35, 0.0, 0.0]"
Z_AXIS = "[[-1.0, 0.0, -450.0], [-601.0, 0.0, -450.0], [-601.0, 0.0, 450.0], [-1.0, 0.0, 450.0]]"

# Kind of the file, what is changed in its first place, and the one line that must come of it.
MISTAKES: dict[str, tuple[str, Change, str]] = {
    "duplicate channel": ("amti", ('"ai6"', '"ai0"'), r"plate\[2\]\.channels: ai0 is also a channel of plate\[1\]"),
    "channel twice": ("amti", ('"ai1"', '"ai0"'), r"plate\[1\]\.channels: ai0 is listed twice"),
    "singular": ("amti", (MX_ROW, "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0]"), r"plate\[1\]\.amti\.matrix: is singular"),
    "exchanged corners": (
        "amti",
        (CORNERS, CORNERS.replace("[-1.0, -450.0, 0.0], [-601.0, -450.0", "[-601.0, -450.0, 0.0], [-1.0, -450.0")),
        r"plate\[1\]\.corners_mm: .*like a bow-tie: corners [12] and [23] look exchanged",
    ),
    "corners counted the other way": (
        "amti",
        (CORNERS, "corners_mm = [[-601, -450, 0], [-1, -450, 0], [-1, 450, 0], [-601, 450, 0]]"),
        r"plate\[1\]\.surface_mm: puts the sensor 40 mm above the surface; .*corners the other way round",
    ),
    "metres": (
        "amti",
        (CORNERS, "corners_mm = [[-0.001, -0.45, 0], [-0.601, -0.45, 0], [-0.601, 0.45, 0], [-0.001, 0.45, 0]]"),
        r"plate\[1\]\.corners_mm: edges of .*these look like metres",
    ),
    "depth in metres": ("amti", ("-40.0", "-0.04"), r"plate\[1\]\.surface_mm: a depth of 0\.04 mm looks like metres"),
    "plate on its edge": ("amti", (CORNERS, f"corners_mm = {Z_AXIS}"), r"plate\[1\]\.corners_mm: .*90° from level"),
    "plates on one another": (
        "amti",
        (RIGHT_CORNERS, RIGHT_CORNERS.replace("601.0", "501.0").replace("[1.0", "[-99.0")),
        r"plate\[2\]\.corners_mm: the plates lie 98 mm on one another",
    ),
    "moments in N·mm": (
        "amti",
        ("  [0.0, 0.01, 0.01, 1.35, 0.0, 0.0],", "  [0.0, 10.0, 10.0, 1350.0, 0.0, 0.0],"),
        r"plate\[1\]\.amti\.matrix: row Mx .*outside of the plate even for a central load: mixed units, .* N·mm; "
        r'set moment_unit = "N\.mm"',
    ),
    "forces in kilonewtons": (
        "bertec",
        ("[1000.0, 1000.0, 2000.0,", "[1000.0, 1000.0, 2.0,"),
        r"plate\[1\]\.bertec\.diagonal: .*mixed units",
    ),
    "sensitivity instead of calibration": (
        "amti",
        ("gain = 1000.0 ", "gain = 1.0 "),
        r"plate\[1\]\.amti\.matrix: makes 6\.1e\+06 N of Fz of the full ± 10 V",
    ),
    "rows exchanged": (
        "bertec",
        (
            "diagonal = [1000.0, 1000.0, 2000.0, 800.0, 600.0, 400.0]",
            "matrix = [[0, 0, 2e3, 0, 0, 0], [0, 1e3, 0, 0, 0, 0], [1e3, 0, 0, 0, 0, 0], [0, 0, 0, 8e2, 0, 0], "
            "[0, 0, 0, 0, 6e2, 0], [0, 0, 0, 0, 0, 4e2]]",
        ),
        r"plate\[1\]\.bertec\.matrix: Fx comes mostly from column Fz, Fz comes mostly from column Fx",
    ),
    "range under the span": (
        "amti",
        ("range_v = 10.0", "range_v = 5.0"),
        r"plate\[1\]\.range_v: ± 5 V is smaller than the amplifier's span of ± 10 V.*; set range_v = 10",
    ),
    "range over the device's": (
        "amti",
        ("range_v = 10.0", "range_v = 20.0"),
        r"plate\[1\]\.range_v: ± 20 V is more than the device's largest range",
    ),
    "too fast": (
        "kistler",
        ("rate_hz = 1000.0", "rate_hz = 20000.0"),
        r"clock\.rate_hz: 20000 Hz is too fast: a USB-6210 makes 250 kS/s, shared by 16 channels; take at most 15625",
    ),
    "bridges on a voltage device": (
        "cells",
        BRIDGES,
        r"plate\[1\]\.cells: the device has no bridge inputs",
    ),
    "decimated to nothing": (
        "amti",
        ("rate_hz = 1000.0", "rate_hz = 1000.0\ndecimate = 10"),
        r"clock\.decimate: leaves 100 Hz for analysis",
    ),
    "no such input": ("amti", ('"ai5"', '"ai17"'), r"plate\[1\]\.channels: ai17 cannot be: the last input .* is ai15"),
    "terminal": (
        "amti",
        ('product = "USB-6210"', 'product = "USB-6003"'),
        r"plate\[1\]\.terminal: a USB-6003 cannot be wired NRSE; take DIFF or RSE",
    ),
    "negative inputs": (
        "kistler",
        ('terminal = "NRSE"', 'terminal = "DIFF"'),
        r"plate\[2\]\.channels: ai8 is the negative input of ai0, which is wired DIFF",
    ),
    "missing key": ("amti", ('measures = "plate"', "#"), r"plate\[1\]\.measures: is missing"),
    "missing name": ("amti", ('name = "My laboratory"', "#"), r"rig\.name: is missing"),
    "unknown table": ("amti", ("[clock]", "[timing]"), r"timing: is no key of a rig"),
    "key under the table": (
        "bertec",
        ("gain = 1.0", "gain = 1.0\nserial_number = 3"),
        r"plate\[1\]\.bertec\.serial_number: is no key of a rig",
    ),
    "sensors beside the plate": (
        "kistler",
        ("a_mm = 210.0", "a_mm = 420.0"),
        r"plate\[1\]\.kistler\.a_mm: sensors 420 and 350 mm from the centre lie beside a plate of ± 300 by ± 450 mm",
    ),
    "cells turned": (
        "cells",
        (PLACES, PLACES.replace("250", "q").replace("400", "250").replace("q", "400")),
        r"plate\[1\]\.cells\.positions_mm: .*x and y are exchanged, or corners_mm begins at a wrong corner",
    ),
    "one line, two levels": (
        "kistler",
        ('reset_level = "low"', 'reset_level = "high"'),
        r"plate\[2\]\.kistler: port0/line0 is to be high, but plate\[1\] wants it low",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained_in_one_line(name: str) -> None:
    kind, (honest, wrong), line = MISTAKES[name]
    text = template_text(kind)
    assert honest in text
    found = [mistake.words for mistake in check_rig_text(text.replace(honest, wrong, 1))]
    assert [words for words in found if re.search(rf"^{line}", words)], found
    assert all("\n" not in words and "; " in words for words in found)


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_template_holds_no_mistake(kind: str) -> None:
    assert check_rig_text(template_text(kind)) == []
    assert notes(parse_rig(template_text(kind))) == []


def test_the_example_holds_no_mistake(root: Path) -> None:
    assert check_rig_file(root / "examples" / "rig.toml") == []


def test_plates_that_have_changed_sides_are_told() -> None:
    text = template_text("amti").replace(CORNERS, "HERE").replace(RIGHT_CORNERS, CORNERS)
    (mistake,) = check_rig_text(text.replace("HERE", RIGHT_CORNERS))
    assert mistake.key == "plate[1].corners_mm"
    assert mistake.what.startswith("the left plate's centre (x = 301 mm) does not lie left of the right one's")
    assert "exchange side or corners_mm" in mistake.do


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = template_text("amti")
    for honest, wrong in (
        ("rate_hz = 1000.0", "rate_hz = 0"),
        ('measures = "plate" ', "# "),
        ('"ai6"', '"ai0"'),
        ("range_v = 10.0 ", "range_v = 5.0 "),
        ("-40.0", "-0.04"),
        (RIGHT_CORNERS, RIGHT_CORNERS.replace("601.0", "0.601")),
        ("excitation_v = 10.0 ", "excitation_v = -10.0 "),
        ('name = "My laboratory"', 'nam = "My laboratory"'),
    ):
        assert honest in text
        text = text.replace(honest, wrong, 1)
    (tmp_path / "rig.toml").write_text(text, encoding="utf-8")
    keys = [mistake.key for mistake in check_rig_file(tmp_path / "rig.toml")]
    assert sorted(keys) == sorted(
        [
            "rig.name",
            "rig.nam",
            "clock.rate_hz",
            "plate[1].amti.excitation_v",
            "plate[1].measures",
            "plate[1].range_v",
            "plate[1].surface_mm",
            "plate[2].corners_mm",
            "plate[2].channels",
        ]
    )


@pytest.mark.parametrize(
    ("rate_hz", "advice"),
    [
        (1000.0, "1612.9 Hz at the slowest; take rate_hz = 2000 and decimate = 2"),
        (3000.0, "divided by 1 to 31; take 2941.18 or 3125"),
    ],
)
def test_bridge_modules_have_few_rates(rate_hz: float, advice: str) -> None:
    text = bridges_text().replace("rate_hz = 2000.0", f"rate_hz = {rate_hz}")
    (mistake,) = check_rig_text(text)
    assert mistake.key == "clock.rate_hz"
    assert advice in mistake.words
    assert check_rig_text(bridges_text()) == []


def bridges_text() -> str:
    """The cells' file changed as its comments say."""
    text = template_text("cells").replace(*BRIDGES).replace("rate_hz = 1000.0", "rate_hz = 2000.0\ndecimate = 2")
    text = text.replace('"Dev1" ', '"cDAQ1Mod1"').replace('"USB-6210"', '"NI 9237"')
    channels = '"ai4", "ai5", "ai6", "ai7"'
    return text.replace(f"channels = [{channels}]", 'channels = ["ai0", "ai1", "ai2", "ai3"]\ndevice = "cDAQ1Mod2"')


def test_volts_cannot_go_into_bridge_inputs() -> None:
    text = template_text("bertec").replace("USB-6210", "NI 9237")
    assert "plate[1].bertec: the device has bridge inputs only" in [
        words.partition(";")[0] for words in (mistake.words for mistake in check_rig_text(text))
    ]


def test_pairs_are_those_of_the_device() -> None:
    text = template_text("amti").replace('"NRSE"', '"DIFF"')
    (mistake,) = check_rig_text(text)
    assert mistake.key == "plate[2].channels"
    assert "ai8, ai9, ai10, ai11 cannot be DIFF: on a USB-6210 it is the negative input of ai0, ai1, ai2, ai3" in (
        mistake.what
    )
    channels = '"ai6", "ai7", "ai8", "ai9", "ai10", "ai11"'
    wired = text.replace(channels, '"ai6", "ai7", "ai16", "ai17", "ai18", "ai19"')
    assert check_rig_text(wired.replace("USB-6210", "USB-6218")) == []


def test_device_names_are_found_however_they_are_written() -> None:
    assert ni_device("9237") == ni_device("NI 9237") == ni_device("ni-9237")
    assert ni_device("NI USB-6210") == ni_device("usb 6210")
    assert ni_device("USB-9999") is None
    assert ni_device("") is None


def test_what_was_not_checked_is_said() -> None:
    unknown = parse_rig(template_text("amti").replace("USB-6210", "USB-9999"))
    assert notes(unknown) == ["USB-9999 is not known here: its inputs, pairs and rates were not checked"]
    silent = template_text("kistler").replace("reset_line", "# reset_line").replace("product", "# product")
    told = notes(parse_rig(silent.replace("amplifier_span_v = 10.0", "amplifier_span_v = 5.0", 1)))
    assert [line.partition(" ")[0] for line in told] == [
        "driver.product",
        "plate[1].range_v:",
        "plate[1].kistler.reset_line",
        "plate[2].kistler.reset_line",
    ]


def nearly_diagonal(seed: int, lever_m: float = 0.0) -> np.ndarray:
    """A strain-gauge plate's matrix with cross terms of 0.5 %, its moments about a point so far from the sensors."""
    random = np.random.default_rng(seed)
    sizes = np.array([250.0, 250.0, 500.0, 50.0, 40.0, 25.0])
    matrix = np.diag(sizes) @ (np.eye(6) + random.normal(0.0, 0.005, (6, 6)))
    matrix[3:] += np.cross([0.0, 0.0, lever_m], np.eye(3)).T @ matrix[:3]
    return np.asarray(matrix)


@pytest.mark.parametrize("lever_m", [0.0, 0.04])
def test_a_transposed_matrix_is_told_from_a_right_one(lever_m: float) -> None:
    right = [is_transposed(nearly_diagonal(seed, lever_m)) for seed in range(200)]
    transposed = [is_transposed(nearly_diagonal(seed, lever_m).T) for seed in range(200)]
    assert sum(right) == 0
    assert sum(transposed) >= 190


def test_a_transposed_matrix_is_a_mistake_of_the_rig(root: Path) -> None:
    text = (root / "examples" / "rig.toml").read_text(encoding="utf-8")
    rows = parse_rig(text).plates()[0].matrix.T.tolist()
    turned = re.sub(r"matrix = \[.*?\n\]", f"matrix = {rows}", text, count=1, flags=re.S)
    assert [mistake.words.partition(":")[2][:17] for mistake in check_rig_text(turned)] == [" looks transposed"]


def test_eight_rows_of_six_are_transposed() -> None:
    rows = [[0.0] * 6 for _ in range(8)]
    text = re.sub(
        r"\[plate\.kistler\].*", f"kind = '8-channel'\nmatrix = {rows}\n", template_text("kistler"), flags=re.S
    )
    words = [mistake.words for mistake in check_rig_text(text + "surface_mm = [0, 0, -41]\n")]
    assert words == [
        "plate[1].matrix: is transposed, 8 rows of 6; write 6 rows (Fx Fy Fz Mx My Mz) with a value per channel"
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "rig"),
        ("plate = 3\n[rig]\nname = 'a'\n", "plate"),
        ("plate = [1, 2, 3]\n[rig]\nname = 'a'\n", "plate[1]"),
        ("rig = 3\n", "rig"),
        ("[[plate]]\nchannels = 3\namti = 4\ncorners_mm = 'a'\n", "plate[1].channels"),
        ("[[plate]]\nkind = 7\nmatrix = [[]]\nchannels = []\n", "plate[1].kind"),
    ],
)
def test_a_file_that_is_no_rig_is_explained_too(text: str, key: str) -> None:
    assert key in [mistake.key for mistake in check_rig_text(text)]


JUNK: tuple[Any, ...] = (
    0,
    -1,
    1e300,
    1e-300,
    True,
    float("nan"),
    "x",
    "",
    [],
    {},
    [[]],
    ["ai0"] * 6,
    [[0, 0, 0]] * 4,
    "4-cell",
    None,
)


def spoiled(tables: dict[str, Any], random: Random) -> dict[str, Any]:
    """The tables with up to three values that somebody else's cat has typed; ``None`` takes a key out."""
    for _ in range(random.randint(1, 3)):
        node: Any = tables
        while True:
            key = random.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if not isinstance(node[key], dict | list) or not node[key] or random.random() < 0.3:
                break
            node = node[key]
        junk = random.choice(JUNK)
        if junk is None:
            del node[key]
        else:
            node[key] = junk
        if not tables:
            break
    return tables


@pytest.mark.parametrize("kind", TEMPLATES)
def test_whatever_is_written_is_explained_or_can_be_read(kind: str) -> None:
    random = Random(kind)
    for _ in range(100):
        tables = spoiled(tomllib.loads(template_text(kind)), random)
        found = check_tables(tables)
        assert all("\n" not in mistake.words and mistake.what and mistake.do for mistake in found)
        if not found:
            assert Rig.model_validate(tables).plates()


def test_a_file_that_is_no_toml_is_unreadable() -> None:
    with pytest.raises(UnreadableFile, match="line 1"):
        check_rig_text("[rig\n")
