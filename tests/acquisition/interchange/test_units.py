"""Stated units, however spelt."""

from __future__ import annotations

import pytest

from acquisition.interchange.units import is_other_force, millimetres_in, newton_metres_in, newtons_in


@pytest.mark.parametrize(
    ("stated", "newtons"),
    [
        *[(name, 1.0) for name in ("N", "n", "nt", "Newtons", "newton", "[N]", "(N)", " N ")],
        *[(name, 1000.0) for name in ("kN", "KN", "[kN]", "k N", "kilonewtons")],
        *[(name, None) for name in ("", "V", "mV", "bits", "µN", "mN", "N/kg", "N/V", "N%", "Nm", "N2", "lbf", "d.u.")],
    ],
)
def test_forces(stated: str, newtons: float | None) -> None:
    assert newtons_in(stated) == newtons


@pytest.mark.parametrize(
    ("stated", "newton_metres"),
    [
        *[(name, 1.0) for name in ("Nm", "N.m", "N m", "N*m", "N·m", "NÂ·m", "Newton meters", "newton-metre")],
        *[(name, 0.001) for name in ("Nmm", "ntmm", "N.mm", "N·mm", "Newton millimetres")],
        *[("Ncm", 0.01), ("kNm", 1000.0), ("kN.m", 1000.0), ("kN·mm", 1.0)],
        *[(name, None) for name in ("", "N", "N/m", "mN", "J", "V", "lbf.in", "m", "Nmet")],
    ],
)
def test_moments(stated: str, newton_metres: float | None) -> None:
    assert newton_metres_in(stated) == newton_metres


@pytest.mark.parametrize(
    ("stated", "millimetres"),
    [
        *[("mm", 1.0), ("[mm]", 1.0), ("millimeters", 1.0), ("cm", 10.0), ("centimetre", 10.0), ("m", 1000.0)],
        *[("metres", 1000.0), ("", None), ("in", None), ("m/s", None), ("ms", None), ("µm", None), ("m^2", None)],
    ],
)
def test_lengths(stated: str, millimetres: float | None) -> None:
    assert millimetres_in(stated) == millimetres


@pytest.mark.parametrize("stated", ["lb", "lbs", "lbf", "LBF", "kg", "kgf", "kp", "lbf.in", "in-lb", "ft lb", "kgf·m"])
def test_other_forces(stated: str) -> None:
    assert is_other_force(stated)


@pytest.mark.parametrize("stated", ["N", "kN", "Nm", "", "V", "bits", "pC", "deg", "in", "ft", "mm"])
def test_no_other_forces(stated: str) -> None:
    assert not is_other_force(stated)
