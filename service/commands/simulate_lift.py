"""``legdrive simulate lift``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands.exit_status import one_line_errors

if TYPE_CHECKING:
    from sim_data.jump import SimulatedJump
    from sim_data.lifter import SimulatedLift


def lift(
    out: Annotated[Path, typer.Option("--out", help="C3D file to write; an existing file is never overwritten.")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind", help="Kind of lift, such as power_position_clean, or countermovement_jump or squat_jump."
        ),
    ] = "snatch",
    load: Annotated[
        float | None, typer.Option("--load", min=1.0, help="Bar, kg; left out: the simulated athlete's usual load.")
    ] = None,
    fault: Annotated[str | None, typer.Option("--fault", help="What goes wrong, such as early_cut or stuck.")] = None,
    severity: Annotated[
        float, typer.Option("--severity", min=0.0, max=1.0, help="Size of the fault: 0 none, 1 full.")
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same lift and noise.")] = 0,
    rate: Annotated[float, typer.Option("--rate", min=50.0, max=20000.0, help="Samples a second.")] = 1000.0,
    noise: Annotated[
        float, typer.Option("--noise", min=0.0, help="White noise of a force channel, N; moments get that times 0.2 m.")
    ] = 1.0,
    missed: Annotated[bool, typer.Option("--missed", help="The bar is dropped at the bottom.")] = False,
    set_up: Annotated[
        str, typer.Option("--set-up", help="off-plates, or on-plates where bar and discs rest on the force plates.")
    ] = "off-plates",
    still: Annotated[bool, typer.Option("--still", help="A lifter who does not sway while standing.")] = False,
    takeoff: Annotated[
        float | None, typer.Option("--takeoff", metavar="M/S", help="Of a jump: velocity at take-off; else drawn.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option("--truth", help="Where the truth goes; left out: beside the file, as .truth.json.")
    ] = None,
) -> None:
    """Write one simulated lift as C3D, with the truth about it beside it as JSON."""
    with one_line_errors():
        beside = truth or out.with_suffix(".truth.json")
        if beside == out:
            raise typer.BadParameter(f"{out}: cannot be the lift and the truth; give --truth another name")
        for path in (out, beside):
            if path.exists():
                raise FileExistsError(17, "there is such a file already; nothing was written", str(path))
        from sim_data.kinds import JUMPS, KINDS

        if kind not in (*KINDS, *JUMPS):
            raise typer.BadParameter(f"no such kind: {kind}; one of {', '.join((*KINDS, *JUMPS))}")
        options: dict[str, Any] = {"seed": seed, "rate_hz": rate, "still": still}
        bar = {"load_kg": load, "fault": fault, "missed": missed, "set_up": set_up}
        try:
            if kind in JUMPS:
                simulated: SimulatedLift | SimulatedJump = simulated_jump(kind, bar, takeoff_m_s=takeoff, **options)
            else:
                simulated = simulated_lift(kind, takeoff, severity=severity, **bar, **options)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        write_both(out, beside, simulated, noise, seed)
        print(f"{out}\n{beside}")


def write_both(out: Path, truth: Path, simulated: SimulatedLift | SimulatedJump, noise_n: float, seed: int) -> None:
    """Write the file and the truth about it, each whole or not at all; an error names the place as it was typed."""
    from service.documents import moved_to
    from service.outputs import check_folder
    from sim_data.c3d_file import write_lift_c3d, write_truth

    check_folder(out)
    check_folder(truth)
    with moved_to(out, out.suffix) as half_file, moved_to(truth) as half_truth:
        write_lift_c3d(half_file, simulated, noise_n, seed)
        write_truth(half_truth, simulated)


def simulated_jump(kind: str, bar: dict[str, Any], **options: Any) -> SimulatedJump:
    """A jump; raises ``ValueError`` where something was asked for that only a lift has."""
    from sim_data.jump import simulate_jump

    asked = [name for name, value in bar.items() if value not in (None, False, "off-plates")]
    if asked:
        typed = ", ".join(f"--{name.removesuffix('_kg').replace('_', '-')}" for name in asked)
        raise ValueError(f"{kind}: a plain jump has no bar; leave out {typed}")
    return simulate_jump(kind, **options)


def simulated_lift(kind: str, takeoff_m_s: float | None, **options: Any) -> SimulatedLift:
    """A lift; raises ``ValueError`` where something was asked for that only a jump has."""
    from sim_data.lifter import simulate_lift

    if takeoff_m_s is not None:
        raise ValueError(f"{kind}: only a plain jump has a take-off velocity; leave out --takeoff")
    return simulate_lift(kind, **options)
