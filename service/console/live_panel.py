"""The fixed parts of the live picture; a few lines of script fill them from the frames."""

from __future__ import annotations

import json
from html import escape

from acquisition.rig import Rig

FORCE = """
<section class="panel" aria-label="Force now">
  <div class="force">
    <span><b id="total-n">–</b> <i>N</i></span>
    <span><b id="mass-kg">–</b> <i>kg</i></span>
    <span class="stale" role="status">No fresh data</span>
  </div>
  <div class="share" id="share" hidden>
    <span>Left <span id="share-left">–</span></span><span class="rail"></span>
    <span>Right <span id="share-right">–</span></span>
  </div>
  <canvas id="trace" role="img" aria-label="Total force over the last eight seconds"></canvas>
</section>
"""
FLOOR = (
    "The plates from above: pressure under the left and the right foot (discs) and under both (diamond); "
    "an outline of a foot where each was last seen to rest"
)
AGES = (
    ("zero-age", "Zero taken"),
    ("weigh-in-age", "Weigh-in"),
    ("data-age", "Data"),
    ("rate", "Rate"),
    ("lost", "Samples lost"),
)


def force_html() -> str:
    """Total force, share, trace."""
    return FORCE


def plates_html(rig: Rig) -> str:
    """Floor, stillness, head-room and ages."""
    sides = "".join(meter_row(f"still-{plate.name}", f"{plate.name.capitalize()} still") for plate in rig.plates())
    channels = "".join(meter_row(f"channel-{i}", name) for i, name in enumerate(channel_names(rig)))
    ages = "".join(f'<div><small>{words}</small><b id="{name}">–</b></div>' for name, words in AGES)
    return f"""
<section class="panel" aria-label="Plates">
  <canvas id="floor" role="img" data-plates='{escape(plates_json(rig), quote=True)}' aria-label="{FLOOR}"></canvas>
  <div class="meters">{sides}</div>
</section>
<section class="panel" aria-label="Signal">
  <div class="ages">{ages}</div>
  <h2 style="margin-top:12px">Range used <span id="clipped" class="simulated" hidden>CLIPPED</span></h2>
  <div class="meters channels">{channels}</div>
</section>
"""


def meter_row(name: str, words: str) -> str:
    """A bar with its name."""
    return (
        f'<div class="row"><span id="{name}-name">{escape(words)}</span><div class="meter" id="{name}" role="meter" '
        f'aria-labelledby="{name}-name" aria-valuemin="0" aria-valuemax="100" aria-valuenow="0"></div></div>'
    )


def channel_names(rig: Rig) -> list[str]:
    """What each channel of the task measures: L or R and the component; the last may be a synchronising one."""
    names = [""] * len(rig.channels)
    for plate, rows in zip(rig.plates(), rig.plate_channels, strict=True):
        for name, row in zip(plate.channels, rows, strict=True):
            names[row] = f"{plate.name[0].upper()} {name}"
    return [name or "Sync" for name in names]


def plates_json(rig: Rig) -> str:
    """Corners and centre of each plate, laboratory frame, mm."""
    return json.dumps(
        [
            {
                "side": plate.name,
                "corners": plate.corners_mm[:, :2].tolist(),
                "centre": plate.centre_mm[:2].tolist(),
            }
            for plate in rig.plates()
        ]
    )
