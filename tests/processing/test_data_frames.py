"""``from processing import …`` and ``to_pandas``: light to import, and everything of the document."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

import processing
from processing import AnalysisOptions, LiftAnalysis, analyze, read_file
from processing.document import EVENT_KEYS, METRIC_UNITS

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def lift(legdrive: Run, tmp_path_factory: pytest.TempPathFactory) -> LiftAnalysis:
    path = tmp_path_factory.mktemp("lift") / "a.c3d"
    assert legdrive("simulate", "lift", "--out", path).returncode == 0
    return analyze(read_file(path), AnalysisOptions(kind="snatch"))


def test_the_package_is_imported_without_anything_heavy() -> None:
    code = "import sys, processing; print({'numpy', 'scipy', 'pandas', 'pyarrow'} & set(sys.modules), dir(processing))"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("set()")
    assert "'analyze'" in done.stdout


def test_every_name_of_the_package_is_there() -> None:
    for name in processing.__all__:
        assert getattr(processing, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        _ = processing.analyse


def test_an_analysis_loads_no_pandas(lift: LiftAnalysis) -> None:
    code = (
        "import sys; from processing import analyze, read_file\n"
        "analyze(read_file(sys.argv[1])); print('pandas' in sys.modules)"
    )
    path = lift.document["source"]["path"]
    done = subprocess.run([sys.executable, "-P", "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_metrics_have_their_units_and_what_is_missing_says_why(lift: LiftAnalysis) -> None:
    frame = lift.to_pandas()
    assert list(frame.index) == list(METRIC_UNITS)
    assert list(frame.columns) == ["value", "unit", "uncertainty", "evidence", "method", "missing"]
    assert frame["unit"].to_dict() == METRIC_UNITS
    entry = lift.document["metrics"]["drive_impulse"]
    row = frame.loc["drive_impulse"]
    assert (row["value"], row["uncertainty"], row["missing"]) == (entry["value"], entry["uncertainty"], "")
    lacking = frame["value"].isna()
    assert lacking.any()
    assert ((frame["missing"] != "") == lacking).all()


def test_every_table_says_where_its_numbers_come_from(lift: LiftAnalysis) -> None:
    document = lift.document
    document = {**document, "source": {**document["source"], "rig_sha256": "ab" * 32}}
    for what in ("metrics", "events", "curves"):
        attrs = LiftAnalysis(document, lift.curves).to_pandas(what).attrs
        assert attrs == {
            **{key: document["source"][key] for key in ("path", "samples_sha256", "rig_sha256", "simulated")},
            "methods_digest": document["methods"]["digest"],
            "software": f"legdrive {document['software']['version']}",
        }


def test_events_are_times_of_the_document(lift: LiftAnalysis) -> None:
    frame = lift.to_pandas("events")
    assert list(frame.index) == list(EVENT_KEYS)
    assert frame.loc["drive_end", "time_s"] == lift.document["events"]["drive_end"]["time_s"]
    assert frame["time_s"].dtype == frame["uncertainty_s"].dtype == np.float64
    assert frame.loc["takeoff", "missing"] != ""


def test_curves_are_by_time(lift: LiftAnalysis) -> None:
    frame = lift.to_pandas("curves")
    assert lift.curves is not None
    np.testing.assert_array_equal(frame.index, lift.curves.time_s)
    np.testing.assert_array_equal(frame["cop_left_y_mm"], lift.curves.cop_left_mm[1])
    empty = LiftAnalysis(lift.document).to_pandas("curves")
    assert list(empty.columns) == list(frame.columns)
    assert len(empty) == 0


def test_another_table_is_refused(lift: LiftAnalysis) -> None:
    with pytest.raises(ValueError, match="none of 'metrics'"):
        lift.to_pandas("quality")  # type: ignore[arg-type]  # what an untyped script may write
