"""What the plates tell a session: each happening gives the next state; none of them can lose a lift."""

from __future__ import annotations

from dataclasses import replace

from service.session.states import HeldLift, MarkedSpan, SessionState


def began(state: SessionState, *, zero_kept: bool = False) -> SessionState:
    """Samples come. A recorder that is new has no zero yet."""
    zero_at = state.zero_at if zero_kept else None
    return replace(state, wanted=True, running=True, lifting=False, zero_at=zero_at, drifted=False).saying()


def stopped(state: SessionState, words: str, *, again: bool = False) -> SessionState:
    """No samples come any more; where the plates are tried ``again``, they are still wanted."""
    return replace(state, wanted=again, running=False, lifting=False, zero_at=None).saying(words, warns=True)


def zeroed(state: SessionState, now: float, fz_n: float) -> SessionState:
    """A zero was taken off empty, still plates."""
    return replace(state, zero_at=now, drifted=False).saying(f"zero taken: {fz_n:+.1f} N")


def drifted(state: SessionState, words: str) -> SessionState:
    """The empty plates read more than they may."""
    return replace(state, drifted=True).saying(words, warns=True)


def weighed(state: SessionState, now: float, mass_kg: float, se_kg: float) -> SessionState:
    """Somebody stood still without a bar."""
    state = replace(state, weighed=state.athlete, mass_kg=mass_kg, mass_se_kg=se_kg, weighed_at=now)
    return state.saying(f"{mass_kg:.2f} kg ± {1.96 * se_kg:.2f} kg")


def lifting(state: SessionState) -> SessionState:
    """A lifter stands with the bar; the lift is told when it is over."""
    return replace(state, lifting=True)


def lifted(state: SessionState, lift: HeldLift) -> SessionState:
    """A lift is complete and in the store."""
    if any(held.lift_id == lift.lift_id for held in state.lifts):
        return replace(state, lifting=False)
    state = replace(state, lifting=False, lifts=(*state.lifts, lift), asked_to_close=False)
    if lift.athlete is not None:
        state = replace(state, last={**(state.last or {}), lift.athlete: (lift.kind or state.kind, lift.load_kg)})
    if lift.plates_differ and lift.load_kg is not None:
        return state.saying(f"Plates say {lift.plates_kg:.1f} kg, you typed {lift.load_kg:g}: A accepts", warns=True)
    return state.saying()


def marked_twice(state: SessionState, lift: HeldLift, start_sample: int, stop_sample: int) -> SessionState:
    """A span was marked by hand in which a lift is already: whoever marked it says what it is."""
    marked = MarkedSpan(lift.lift_id, lift.number, start_sample, stop_sample)
    words = f"lift {lift.number} is in this span already: merge the span into it, or keep it apart"
    return replace(state, marked=marked).saying(words, warns=True)


def refused(state: SessionState, lift_id: str, words: str, *, by_itself: bool = False) -> SessionState:
    """Sending a lift was refused; it waits, and is not offered again by itself."""
    lift = state.lift(lift_id)
    lift = replace(lift, refused=True, by_itself=lift.by_itself and not by_itself)
    return state.with_lift(lift).saying(words, warns=True)


def held_back(state: SessionState, lift_id: str, why: str) -> SessionState:
    """A lift that would have been sent by itself waits for a person."""
    lift = state.lift(lift_id)
    words = f"lift {lift.number} is not sent by itself: {why}; S sends it"
    return state.with_lift(replace(lift, by_itself=False)).saying(words, warns=True)


def analysed(state: SessionState, lift_id: str) -> SessionState:
    """A lift has a new analysis: sending it may be offered again."""
    held = next((lift for lift in state.lifts if lift.lift_id == lift_id and lift.refused), None)
    return state if held is None else state.with_lift(replace(held, refused=False))
