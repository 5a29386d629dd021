"""Real jumps against the answers that come with them: weight, take-off, landing, flight, impulse, height.

Nothing here is tuned to the recordings: the definitions are those of ``docs/metrics.md``, unfiltered. Where others
filter, their number is printed beside ours in ``docs/jumps.md``.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import PlateRecord
from acquisition.plate import ForcePlate
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import Document
from processing.wrench import plate_forces

G_M_S2 = 9.80665
NETFORCE, VICON = "netforce_jump_two_plates.txt.gz", "vicon_type2_jump_two_plates.c3d"
COUNTERMOVEMENT = AnalysisOptions(kind="countermovement_jump")
ReadReal = Callable[..., PlateRecord]
FloatArray = npt.NDArray[np.float64]


def value(document: Document, key: str) -> float:
    """A metric that was measured."""
    return float(document["metrics"][key]["value"])


def at_sample(document: Document, key: str) -> float:
    """An event as a sample of the file."""
    return float(document["events"][key]["time_s"] * document["source"]["sample_rate_hz"])


def of_columns(fz_n: FloatArray, rate_hz: float) -> PlateRecord:
    """A record of plates that measure the vertical force only; shape (n_plates, n), left first."""
    rows = [np.zeros((6, fz_n.shape[1])) for _ in fz_n]
    for row, force in zip(rows, fz_n, strict=True):
        row[2] = force
    corners = np.array([[300.0, 450.0, 0.0], [-300.0, 450.0, 0.0], [-300.0, -450.0, 0.0], [300.0, -450.0, 0.0]])
    middles = np.array([[-301.0, 0.0, 0.0], [301.0, 0.0, 0.0]])
    plate = ForcePlate("", "6-component", np.eye(6), corners, channels=("fx", "fy", "fz", "mx", "my", "mz"))
    plates = tuple(replace(plate, name=str(k + 1), corners_mm=corners + middle) for k, middle in enumerate(middles))
    return PlateRecord("columns", "columns", rate_hz, plates, tuple(rows))


@pytest.fixture(scope="module")
def netforce(read_real: ReadReal) -> Document:
    return analyze(read_real(NETFORCE, 2000.0), replace(COUNTERMOVEMENT, left_plate=1, right_plate=2)).document


def test_netforce_take_off_and_landing_are_the_published_samples(netforce: Document) -> None:
    assert at_sample(netforce, "takeoff") == pytest.approx(17621, abs=1.0)
    assert at_sample(netforce, "landing") == pytest.approx(18679, abs=1.5)
    assert value(netforce, "flight_time") == pytest.approx(0.529, abs=0.0005)


def test_netforce_weight_impulse_and_peak_are_the_published_ones(netforce: Document) -> None:
    assert value(netforce, "system_weight") == pytest.approx(723.0, abs=0.3)
    assert value(netforce, "takeoff_impulse") == pytest.approx(184.4, abs=1.0)
    assert value(netforce, "peak_force") == pytest.approx(1927.9, abs=0.5)


def test_netforce_heights_differ_and_the_document_says_so(netforce: Document) -> None:
    assert value(netforce, "jump_height_flight") == pytest.approx(G_M_S2 * 0.529**2 / 8, abs=0.001)
    velocity = 184.4 * G_M_S2 / 723.0
    assert value(netforce, "jump_height_impulse") == pytest.approx(velocity**2 / 2 / G_M_S2, abs=0.004)
    assert "heights_disagree" in [entry["code"] for entry in netforce["quality"]]


def test_netforce_impulse_is_the_plain_sum_from_the_still_standing_on(read_real: ReadReal) -> None:
    """Others publish 175.0 N·s, of samples they filtered first; the unfiltered trapezoid gives 184.4."""
    total_n = plate_forces(read_real(NETFORCE, 2000.0), AnalysisOptions()).total_fz_n
    assert np.trapezoid(total_n[15_620:17_621] - 723.0, dx=1 / 2000.0) == pytest.approx(184.4, abs=1.0)


@pytest.fixture(scope="module")
def nexus_n(real_recordings: Path) -> FloatArray:
    """Nexus's own vertical force of both plates together, up positive."""
    with gzip.open(real_recordings / "vicon_jump_two_plates.nexus.csv.gz", "rt") as file:
        table = np.genfromtxt(file, delimiter=",", names=True)
    return np.asarray(-table["comb_Fz"], dtype=np.float64)


def test_vicon_jump_equals_plain_thresholds_on_nexus_own_force(read_real: ReadReal, nexus_n: FloatArray) -> None:
    document = analyze(read_real(VICON), COUNTERMOVEMENT).document
    assert document["segmented"]
    empty = nexus_n[8700:9600]
    level = max(20.0, empty.mean() + 5 * empty.std())
    in_air = np.flatnonzero(nexus_n[8000:10_500] < level) + 8000
    assert at_sample(document, "takeoff") == pytest.approx(in_air[0], abs=4.0)
    assert at_sample(document, "landing") == pytest.approx(in_air[-1] + 1, abs=4.0)
    weight_n = nexus_n[1400:6800].mean()
    assert value(document, "system_weight") == pytest.approx(weight_n, abs=0.3)
    impulse = np.trapezoid(nexus_n[6850 : in_air[0]] - weight_n, dx=1 / 2000.0)
    assert value(document, "takeoff_impulse") == pytest.approx(impulse, abs=1.5)


def test_two_columns_weigh_and_fly_as_published(real_recordings: Path) -> None:
    table = np.loadtxt(real_recordings / "jump_two_columns.txt", skiprows=1, encoding="utf-8-sig")
    document = analyze(of_columns(table.T, 1000.0), COUNTERMOVEMENT).document
    assert value(document, "system_weight") == pytest.approx(662.9, abs=0.2)
    assert value(document, "flight_time") == pytest.approx(0.511, abs=0.0005)
    assert value(document, "jump_height_impulse") == pytest.approx(0.317, abs=0.005)
    assert value(document, "jump_height_flight") == pytest.approx(0.320, abs=0.001)
    assert "heights_disagree" not in [entry["code"] for entry in document["quality"]]


@pytest.fixture(scope="module")
def three(real_recordings: Path) -> PlateRecord:
    """Three jumps in one record; plate 1 is under the right foot, y is up."""
    with gzip.open(real_recordings / "three_jumps_two_plates.csv.gz", "rt", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    head = next(i for i, row in enumerate(rows) if row[0] == "time")
    right, left = (rows[head].index(f"ground_force{plate}_vy") for plate in (1, 2))
    fz_n = np.array([[float(row[left]), float(row[right])] for row in rows[head + 1 :] if row and row[0]]).T
    return of_columns(fz_n, 1000.0)


@pytest.mark.parametrize(("number", "takeoff", "landing"), [(1, 1801, 2081), (2, 6188, 6516), (3, 11051, 11369)])
def test_three_jumps_are_told_apart_and_timed(three: PlateRecord, number: int, takeoff: int, landing: int) -> None:
    """Within 2.5 ms: the plates' zeros below 20 N were written by their owners, and a landing chatters for 3 ms."""
    document = analyze(three, AnalysisOptions(kind="squat_jump", lift_number=number)).document
    assert (document["lift"]["number"], document["lift"]["of"]) == (number, 3)
    assert at_sample(document, "takeoff") == pytest.approx(takeoff, abs=1.5)
    assert at_sample(document, "landing") == pytest.approx(landing, abs=2.5)


def test_three_jumps_need_a_number(three: PlateRecord) -> None:
    with pytest.raises(OptionNeeded, match="--lift-number 1 to 3"):
        analyze(three, AnalysisOptions(kind="squat_jump"))
    with pytest.raises(OptionNeeded, match="no jump 4"):
        analyze(three, AnalysisOptions(kind="squat_jump", lift_number=4))


def test_a_jump_without_a_still_start_has_a_flight_and_no_velocity(three: PlateRecord) -> None:
    document = analyze(three, AnalysisOptions(kind="squat_jump", lift_number=1)).document
    assert document["metrics"]["takeoff_velocity"] is None
    assert value(document, "jump_height_flight") == pytest.approx(G_M_S2 * 0.280**2 / 8, abs=0.002)
    assert document["conditions"]["system_weight_source"] == "hold"


def test_jumps_of_one_person_weigh_the_same_and_both_heights_agree(three: PlateRecord) -> None:
    found = [analyze(three, AnalysisOptions(kind="squat_jump", lift_number=k)).document for k in (2, 3)]
    weights = [value(document, "system_weight") for document in found]
    assert weights[0] == pytest.approx(weights[1], rel=0.005)
    assert all(abs(value(document, "jump_height_difference")) < 0.003 for document in found)


@pytest.mark.parametrize("name", [VICON, NETFORCE])
@pytest.mark.parametrize("kind", ["snatch", "hang_snatch", "power_position_clean"])
def test_a_real_jump_is_never_a_lift(name: str, kind: str, read_real: ReadReal) -> None:
    record = read_real(name, 2000.0 if name == NETFORCE else None)
    assert not analyze(record, AnalysisOptions(kind=kind)).document["segmented"]


def test_the_file_of_three_jumps_read_as_it_is_gives_the_same_answers(three: PlateRecord, read_real: ReadReal) -> None:
    said = AnalysisOptions(kind="squat_jump", lift_number=2)
    plain = analyze(three, said).document
    turned = replace(said, up="+y", forward="+x", left_plate=2, right_plate=1)
    read = analyze(read_real("three_jumps_two_plates.csv.gz"), turned).document
    assert (read["lift"]["number"], read["lift"]["of"]) == (2, 3)
    for key in ("system_weight", "flight_time", "takeoff_velocity", "left_share", "landing_left_right_index"):
        assert value(read, key) == pytest.approx(value(plain, key), rel=1e-6)


def test_both_heights_of_a_drop_jump_from_a_still_start_agree(read_real: ReadReal) -> None:
    """Weight, fall, landing and jump in one sum of 1.2 s: the heights share nothing but gravity."""
    document = analyze(read_real("kistler_type3_drop_jump_two_plates.c3d"), COUNTERMOVEMENT).document
    assert document["segmented"]
    assert abs(value(document, "jump_height_difference")) < 0.015
