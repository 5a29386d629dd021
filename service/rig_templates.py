"""Commented rig files to begin with: one for each kind of plate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """What differs between the kinds.

    Attributes
    ----------
    title : str
        First comment.
    n_channels : int
        Of each plate.
    range_v : float
        Device range and amplifier span.
    surface : str
        Lines about the sensor's depth, or nothing where the table says it.
    table : str
        The amplifier's table.
    """

    title: str
    n_channels: int
    range_v: float
    surface: str
    table: str


HEAD = """# {title}
# Values marked <- are examples: replace each by your own. `legdrive rig check` finds what cannot be,
# `legdrive rig show` draws what you wrote. Every key is explained on the documentation's page "rig.toml".

[rig]
name = "My laboratory"           # <-
utc_offset = "+00:00"            # <- what the wall clock shows
# gravity_m_s2 = 9.81            # only where somebody measured it

[driver]
address = "local"                # or "grpc://host:port" of an NI gRPC device server
device = "Dev1"                  # <- the name NI MAX shows
product = "USB-6210"             # <- what is printed on the device

[clock]
rate_hz = 1000.0
block_ms = 50.0                  # samples are read in portions of this length
buffer_s = 10.0                  # how long the driver keeps samples that were not read yet
interleave = true                # plates take turns in the channel list, so that left and right are close in time
"""

PLATE = """
[[plate]]
side = "{side}"
serial = ""                      # <- from the plate
channels = [{channels}]
terminal = "NRSE"                # <- or "RSE"; "DIFF" needs two inputs a channel
range_v = {range_v:<4}                   # the device's input range, ±
amplifier_span_v = {range_v:<4}          # <- where the amplifier saturates, ±
{surface}# Corners of the surface from one origin on the floor, x to the lifter's right, y forward, in the order
# (+x +y), (-x +y), (-x -y), (+x -y) of the plate's own axes. Here the plate's x points right and its y backward.
corners_mm = {corners}  # <-
measures = "plate"               # <- "plate": the sheet gives the force on the plate; "lifter": on the lifter
{table}"""

CORNERS = {
    "left": "[[-1.0, -450.0, 0.0], [-601.0, -450.0, 0.0], [-601.0, 450.0, 0.0], [-1.0, 450.0, 0.0]]",
    "right": "[[601.0, -450.0, 0.0], [1.0, -450.0, 0.0], [1.0, 450.0, 0.0], [601.0, 450.0, 0.0]]",
}

SURFACE = """# From the sensor's origin to the centre of the surface, plate axes (z points down).
surface_mm = [0.0, 0.0, {depth}]  # <- from the sheet
"""

AMTI = """
[plate.amti]
excitation_v = 10.0              # <- one number, or one per channel
gain = 1000.0                    # <- one number, or one per channel
# The sheet's calibration matrix: force per µV of output per V of excitation. Rows Fx Fy Fz Mx My Mz.
force_unit = "N"                 # <- or "lbf"
moment_unit = "N.m"              # <- or "N.mm", "lbf.in", "lbf.ft"
matrix = [                       # <-
  [1.55, 0.01, 0.0, 0.0, 0.01, 0.0],
  [-0.01, 1.56, 0.01, 0.01, 0.0, 0.0],
  [0.02, -0.01, 6.1, 0.0, 0.0, 0.01],
  [0.0, 0.01, 0.01, 1.35, 0.0, 0.0],
  [0.01, 0.0, -0.01, 0.0, 0.86, 0.0],
  [0.0, 0.0, 0.0, 0.01, 0.0, 0.42],
]
"""

BERTEC = """
[plate.bertec]
# N per V of Fx Fy Fz and N·m per V of Mx My Mz at gain 1; `matrix` with six rows instead where the sheet has one.
diagonal = [1000.0, 1000.0, 2000.0, 800.0, 600.0, 400.0]  # <-
gain = 1.0                       # <- the gain that is set on the amplifier
"""

KISTLER = """
[plate.kistler]
# N per V of fx12 fx34 fy14 fy23 fz1 fz2 fz3 fz4 in the range that is set: amplifier pC/V divided by the sheet's pC/N.
n_per_v = [260.0, 260.0, 260.0, 260.0, 500.0, 500.0, 500.0, 500.0]  # <-
a_mm = 210.0                     # <- sensors from the centre along the plate's x
b_mm = 350.0                     # <- and along its y
az0_mm = -41.0                   # <- surface seen from the sensors, negative
# Digital lines, where the amplifier is driven by the device; leave them out where you press its buttons.
reset_line = "port0/line0"       # <-
reset_level = "low"              # <- the level that resets; the other one operates
reset_s = 0.5
settle_s = 1.0                   # samples are not used for this long after the change to operate
# range_lines = ["port0/line1", "port0/line2"]
# range_levels = ["high", "low"]
"""

CELLS = """
[plate.cells]
# Where each cell stands, in plate axes from the centre of the plate, in the order of the channels.
positions_mm = [[250.0, 400.0], [-250.0, 400.0], [-250.0, -400.0], [250.0, -400.0]]  # <-
n_per_v = [500.0, 500.0, 500.0, 500.0]  # <- what each cell's amplifier gives
# Cells wired straight to bridge inputs of an NI 9237 take these instead of n_per_v, with rate_hz = 2000.0 and
# decimate = 2 under [clock] (an NI 9237 cannot sample at 1000 Hz) and product = "NI 9237" under [driver]. It has four
# inputs: the right plate is wired to ai0 ... ai3 of a second module, device = "cDAQ1Mod2" above [plate.cells].
# rated_n = [5000.0, 5000.0, 5000.0, 5000.0]
# rated_mv_per_v = [2.0, 2.0, 2.0, 2.0]
"""

TEMPLATES: Mapping[str, Template] = {
    "amti": Template("Two AMTI plates: strain gauges, six channels each.", 6, 10.0, SURFACE.format(depth=-40.0), AMTI),
    "bertec": Template(
        "Two Bertec plates: six calibrated outputs of ± 5 V.", 6, 5.0, SURFACE.format(depth=0.0), BERTEC
    ),
    "kistler": Template("Two Kistler plates: eight charge-amplifier outputs each.", 8, 10.0, "", KISTLER),
    "cells": Template("Two plates on four vertical cells each.", 4, 10.0, "", CELLS),
}


def template_text(plates: str) -> str:
    """Text of a rig file for plates of a kind.

    Parameters
    ----------
    plates : {'amti', 'bertec', 'kistler', 'cells'}
        Kind of both plates.
    """
    template = TEMPLATES[plates]
    parts = [HEAD.format(title=template.title)]
    for number, side in enumerate(("left", "right")):
        first = number * template.n_channels
        parts.append(
            PLATE.format(
                side=side,
                channels=", ".join(f'"ai{first + place}"' for place in range(template.n_channels)),
                range_v=template.range_v,
                surface=template.surface,
                corners=CORNERS[side],
                table=template.table,
            )
        )
    return "".join(parts)
