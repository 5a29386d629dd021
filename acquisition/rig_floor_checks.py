"""Whether plates can lie on the floor as a rig says, and whether their sensors fit into them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from acquisition.plate import FloatArray
from acquisition.rig_plate_checks import is_plate
from acquisition.rig_table import Mistake
from acquisition.rig_wiring import PlateWiring

LEVEL_DEG = 10.0
"""How far a plate may be from level."""
OVERLAP_MM = 5.0
METRES = 1.0
"""Lengths in millimetres that are smaller than this look like metres."""
SENSOR_SLACK_MM = 20.0


def floor_mistakes(wiring: PlateWiring) -> Iterator[Mistake]:
    """Whatever is implausible about one plate's place and sensors."""
    yield from small_lengths(wiring)
    corners = np.asarray(wiring.corners_mm)
    if not is_plate(corners):
        return
    up = np.cross(corners[0] - corners[1], corners[0] - corners[3])
    tilt_deg = float(np.degrees(np.arccos(min(1.0, abs(up[2]) / max(float(np.linalg.norm(up)), 1e-9)))))
    if tilt_deg > LEVEL_DEG:
        yield Mistake(
            "corners_mm",
            f"the plate would stand {tilt_deg:.0f}° from level",
            "give x to the lifter's right, y forward, z up",
        )
    yield from sensors_outside(wiring, corners)


def small_lengths(wiring: PlateWiring) -> Iterator[Mistake]:
    """Lengths that look like metres."""
    depth = abs(wiring.surface_mm[2])
    if 0.0 < depth < METRES and wiring.kistler is None:
        yield Mistake(
            "surface_mm", f"a depth of {depth:g} mm looks like metres: mixed units", "give millimetres, like corners_mm"
        )
    if wiring.kistler is not None:
        lengths = {name: abs(getattr(wiring.kistler, name)) for name in ("a_mm", "b_mm", "az0_mm")}
        small = [f"{name} = {size:g}" for name, size in lengths.items() if 0.0 < size < METRES]
        if small:
            yield Mistake(
                "kistler",
                f"{', '.join(small)} looks like metres: mixed units",
                "give millimetres, like corners_mm",
            )


def sensor_places_mm(wiring: PlateWiring) -> FloatArray | None:
    """Where the sensors stand, from the centre of the surface, plate axes, shape (4, 2); ``None`` where nobody said."""
    if wiring.kistler is not None:
        a, b = wiring.kistler.a_mm, wiring.kistler.b_mm
        return np.array([[a, b], [-a, b], [-a, -b], [a, -b]])
    if wiring.cells is not None:
        places: FloatArray = np.asarray(wiring.cells.positions_mm) - np.asarray(wiring.surface_mm[:2])
        return places
    return None


def sensors_outside(wiring: PlateWiring, corners_mm: FloatArray) -> Iterator[Mistake]:
    """Sensors beside the plate: corners that begin at a wrong one, or places in another unit."""
    places = sensor_places_mm(wiring)
    if places is None:
        return
    half = (
        np.array([np.linalg.norm(corners_mm[0] - corners_mm[1]), np.linalg.norm(corners_mm[0] - corners_mm[3])]) / 2.0
    )
    reach = np.abs(places).max(axis=0)
    key, name = ("kistler.a_mm", "a and b") if wiring.kistler else ("cells.positions_mm", "x and y")
    if np.all(reach <= half + SENSOR_SLACK_MM):
        if wiring.cells is not None and reach.max() < 3.0 * METRES:
            yield Mistake(key, f"cells within {reach.max():g} mm look like metres: mixed units", "give millimetres")
        return
    turned = bool(np.all(reach[::-1] <= half + SENSOR_SLACK_MM))
    why = f"; {name} are exchanged, or corners_mm begins at a wrong corner" if turned else ""
    yield Mistake(
        key,
        f"sensors {reach[0]:g} and {reach[1]:g} mm from the centre lie beside a plate of "
        f"± {half[0]:.0f} by ± {half[1]:.0f} mm",
        f"mend these or corners_mm{why}",
    )


def pair_mistakes(plates: dict[int, PlateWiring]) -> Iterator[Mistake]:
    """Plates that lie on one another, and digital lines that each wants otherwise."""
    if len(plates) < 2:
        return
    (_, one), (second, other) = sorted(plates.items())
    corners = [np.asarray(wiring.corners_mm) for wiring in (one, other)]
    overlap_mm = overlap(corners[0][:, :2], corners[1][:, :2])
    if all(map(is_plate, corners)) and overlap_mm > OVERLAP_MM:
        yield Mistake(
            f"plate[{second}].corners_mm",
            f"the plates lie {overlap_mm:.0f} mm on one another",
            "measure both from one origin on the floor",
        )
    if one.kistler is not None and other.kistler is not None:
        levels = one.kistler.levels()
        for line, level in other.kistler.levels().items():
            if levels.get(line, level) != level:
                yield Mistake(
                    f"plate[{second}].kistler",
                    f"{line} is to be {level}, but plate[1] wants it {levels[line]}",
                    "give one line one level, or wire the amplifiers to lines of their own",
                )


def overlap(one: FloatArray, other: FloatArray) -> float:
    """How far two rectangles lie on one another, mm; 0 where they do not (separating axes)."""
    depths = []
    for corners in (one, other):
        for edge in (corners[1] - corners[0], corners[3] - corners[0]):
            axis = edge / max(float(np.linalg.norm(edge)), 1e-9)
            first, second = one @ axis, other @ axis
            depths.append(float(min(first.max(), second.max()) - max(first.min(), second.min())))
    return max(0.0, min(depths))
