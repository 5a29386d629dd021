"""Six decimals of every number against Python's own format."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acquisition.interchange.fixed_csv import ROWS, write_rows


def text_of(**columns: Sequence[float]) -> str:
    file = io.BytesIO()
    write_rows(file, {name: np.array(values, dtype=np.float64) for name, values in columns.items()})
    return file.getvalue().decode()


def cell(value: float) -> str:
    return "" if value != value else f"{value:.6f}"


near_a_half = st.builds(
    lambda units, steps: float(np.nextafter((units + 0.5) / 1e6, np.inf * steps) if steps else (units + 0.5) / 1e6),
    st.integers(-(2**45), 2**45),
    st.sampled_from([-1, 0, 1]),
)
exact_halves = st.builds(
    lambda odd, power: (2 * odd + 1) * 2.0**-power, st.integers(-(2**40), 2**40), st.integers(1, 60)
)
numbers = st.floats(allow_infinity=False) | near_a_half | exact_halves | st.floats(-1e4, 1e4)


@settings(max_examples=1500, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_every_finite_number_is_rounded_as_python_rounds_it(values: list[float]) -> None:
    assert text_of(a=values, b=values) == "a,b\n" + "".join(f"{cell(value)},{cell(value)}\n" for value in values)


@pytest.mark.parametrize(
    "value",
    [0.0, -0.0, -1e-9, 5e-324, 0.5e-6, 1.5e-6, 0.0078125, 999999.9999995, 2.0**49 / 1e6, 2.0**53, 1e22, -1.7e308],
)
def test_numbers_at_the_edges_are_rounded_as_python_rounds_them(value: float) -> None:
    assert text_of(a=[value]) == f"a\n{value:.6f}\n"


def test_random_bits_are_rounded_as_python_rounds_them() -> None:
    values = np.random.default_rng(2).integers(0, 2**64, 30_000, dtype=np.uint64).view(np.float64)
    finite = values[~np.isinf(values)]
    assert text_of(a=finite.tolist()) == "a\n" + "".join(f"{cell(value)}\n" for value in finite)


@pytest.mark.parametrize("n", [0, 1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS + 7])
def test_a_table_of_any_length_equals_that_of_pandas(n: int) -> None:
    rng = np.random.default_rng(n)
    table = pd.DataFrame(rng.normal(scale=500.0, size=(n, 5)), columns=list("abcde"))
    table.loc[table["b"] < 0.0, "b"] = np.nan
    file = io.BytesIO()
    write_rows(file, {name: table[name].to_numpy() for name in "abcde"})
    assert file.getvalue().decode() == table.to_csv(index=False, float_format="%.6f")


def test_strided_columns_are_written_as_they_read() -> None:
    values = np.arange(24.0).reshape(6, 4)
    file = io.BytesIO()
    write_rows(file, {"a": values[:, 1], "b": values[::-1, 2]})
    assert file.getvalue().decode().splitlines()[1:3] == ["1.000000,22.000000", "5.000000,18.000000"]


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="infinite"):
        text_of(a=[1.0, value])


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        text_of(a=[1.0, 2.0], b=[1.0])


def test_writing_a_table_loads_neither_pandas_nor_arrow() -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np\n"
        "from acquisition.interchange.tables import write_csv\n"
        "write_csv(Path('/dev/null'), {'a': np.zeros(3)}); print({'pandas', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
