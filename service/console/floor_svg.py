"""The plates from above as a picture: corners, the one to press with its arrow, those that are done."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from acquisition.plate import FloatArray, ForcePlate
from acquisition.rig import Rig
from service.commissioning_places import Place

INSET = 0.12
"""How far inside the plate a mark stands, as a share of its size."""
SIGNS = {"front left": (-1, 1), "front right": (1, 1), "back right": (1, -1), "back left": (-1, -1)}
PUSHES = {"front left": (1, 0), "front right": (0, -1), "back right": (-1, 0), "back left": (0, 1)}
"""Where the foot pushes along the floor: right and forward."""


def floor_svg(rig: Rig, asked: Place | None = None, done: Sequence[Place] = ()) -> str:
    """An SVG in millimetres, front at the top."""
    plates = rig.plates()
    corners = np.concatenate([plate.corners_mm[:, :2] for plate in plates])
    west, south = corners.min(axis=0) - 60.0
    east, north = corners.max(axis=0) + 60.0
    words = "Plates from above." if asked is None else f"Press the {asked.name} corner of the {asked.side} plate."
    parts = [plate_svg(plate) for plate in plates]
    parts += [done_svg(plate, place.name) for plate in plates for place in done if place.side == plate.name]
    parts += [asked_svg(plate, asked.name) for plate in plates if asked is not None and asked.side == plate.name]
    return (
        f'<svg class="chart" viewBox="{west:.0f} {-north:.0f} {east - west:.0f} {north - south:.0f}" role="img" '
        f'aria-label="{words}"><text x="{(west + east) / 2:.0f}" y="{-north + 42:.0f}" text-anchor="middle" '
        f'font-size="40">front</text>{"".join(parts)}</svg>'
    )


def plate_svg(plate: ForcePlate) -> str:
    """Outline and name."""
    points = " ".join(f"{x:.0f},{-y:.0f}" for x, y in plate.corners_mm[:, :2])
    x, y = plate.centre_mm[:2]
    dash = "" if plate.name == "left" else ' stroke-dasharray="22 12"'
    return (
        f'<polygon points="{points}" fill="none" stroke="var(--{plate.name})" stroke-width="6"{dash}/>'
        f'<text x="{x:.0f}" y="{-y:.0f}" text-anchor="middle" font-size="44" font-weight="600">'
        f"{escape(plate.name.capitalize())}</text>"
        f'<text x="{x:.0f}" y="{-y + 50:.0f}" text-anchor="middle" font-size="30">{escape(plate.serial)}</text>'
    )


def corner_mm(plate: ForcePlate, name: str) -> FloatArray:
    """Where the mark of a corner stands, right and forward."""
    low, high = plate.corners_mm[:, :2].min(axis=0), plate.corners_mm[:, :2].max(axis=0)
    place: FloatArray = (low + high) / 2.0 + np.array(SIGNS[name]) * (high - low) * (0.5 - INSET)
    return place


def done_svg(plate: ForcePlate, name: str) -> str:
    """A tick."""
    x, y = corner_mm(plate, name)
    return (
        f'<path d="M{x - 26:.0f} {-y:.0f}l18 22l34-44" fill="none" stroke="var(--good)" stroke-width="12" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def asked_svg(plate: ForcePlate, name: str) -> str:
    """A full disc, and an arrow along which to push."""
    x, y = corner_mm(plate, name)
    right, forward = PUSHES[name]
    tip_x, tip_y = x + 150 * right, y + 150 * forward
    back_x, back_y = tip_x - 34 * right, tip_y - 34 * forward
    side_x, side_y = 22 * forward, 22 * right
    return (
        f'<circle cx="{x:.0f}" cy="{-y:.0f}" r="38" fill="var(--ink)"/>'
        f'<line x1="{x:.0f}" y1="{-y:.0f}" x2="{back_x:.0f}" y2="{-back_y:.0f}" stroke="var(--ink)" stroke-width="12"/>'
        f'<polygon points="{tip_x:.0f},{-tip_y:.0f} {back_x + side_x:.0f},{-(back_y + side_y):.0f} '
        f'{back_x - side_x:.0f},{-(back_y - side_y):.0f}" fill="var(--ink)"/>'
    )
