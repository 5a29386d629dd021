"""The session as a machine: a state and an action give the next state and what is to be done. Nothing happens here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from service.session.keys import WORDS
from service.session.states import COMMON_KINDS, SENT_ALONE, TYPING_S, HeldLift, SessionState, Undo, Values

MOST_UNDO = 50
LOADS_KG = (1.0, 500.0)


@dataclass(frozen=True)
class Effect:
    """Something to be done in the same moment as the state is kept: ``edit``, ``send``, ``label`` …"""

    do: str
    lift_id: str | None = None
    values: tuple[tuple[str, Any], ...] = ()


Step = tuple[SessionState, tuple[Effect, ...]]
LABEL = (Effect("label"),)
MEASURED = ("athlete", "kind", "load_kg", "judged", "start_sample", "stop_sample")
"""What is said of a lift that its page depends on."""


def act(state: SessionState, action: str, now: float, **values: Any) -> Step:
    """What an action makes of a state.

    Parameters
    ----------
    state : SessionState
        The present moment.
    action : str
        As in :data:`service.session.keys.KEYS`, or ``athlete`` with ``code``, ``edit`` and ``withdraw`` with
        ``lift_id``.
    now : float
        Seconds since 1970.
    **values
        What the action needs.

    Returns
    -------
    (SessionState, tuple of Effect)
        A refusal changes nothing but the message.
    """
    if state.closed and action not in OF_A_MARKED_SPAN:
        return state.saying("the session has ended: begin a new one", warns=True), ()
    if "lift_id" in values and all(held.lift_id != values["lift_id"] for held in state.lifts):
        return state.saying("this lift is not one of the running session", warns=True), ()
    if action == "next":
        action = next_action(state, now)
    do = ACTS.get(action)
    if do is None:
        return state.saying("this key does nothing here"), ()
    before = state
    state = replace(state, message="", warns=False, asked_to_close=state.asked_to_close and action == "close")
    if action != "digit" and "lift_id" not in values:  # what happens to a lift does not disturb typing
        state = replace(state, typed="")
    after, effects = do(state, now, values)
    return (after, effects) if after is not state or effects else (before.saying(), ())


def next_action(state: SessionState, now: float) -> str:
    """The one action that comes next; after the session's end the next session."""
    if state.closed:
        return "begin"
    if _unjudged(state) is not None:
        return "made"
    if _to_send(state) is not None:
        return "send"
    return {"CHECK": "begin", "EMPTY": "zero"}.get(state.plate_state(now), "wait")


def next_words(state: SessionState, now: float) -> tuple[str, str, str]:
    """Key, action and words of what comes next."""
    action = next_action(state, now)
    if action == "wait":
        words = {"WEIGH": "Stand still on the plates", "READY": "Lift", "LIFT": "Lift under way"}
        return "PageDown", action, words[state.plate_state(now)]
    lift = _unjudged(state) if action == "made" else _to_send(state) if action == "send" else None
    entry = WORDS[action]
    return entry.key, action, entry.words if lift is None else f"Lift {lift.number}: {entry.words.lower()}"


def _unjudged(state: SessionState) -> HeldLift | None:
    """The newest lift that nobody has judged."""
    return next((x for x in reversed(state.lifts) if not x.judged and x.state == "review"), None)


def _to_send(state: SessionState, *, refused: bool = False) -> HeldLift | None:
    """The newest judged lift that waits to be sent."""
    waiting = (x for x in reversed(state.lifts) if x.judged in ("made", "missed") and x.state in ("review", "revised"))
    return next((x for x in waiting if refused or not (x.refused or x.by_itself)), None)


def _remembered(
    state: SessionState, words: str, keys: tuple[str, ...], lift_id: str | None = None, also: tuple[str, ...] = ()
) -> SessionState:
    """The same, able to go back to how it is now."""
    of: object = state if lift_id is None else state.lift(lift_id)
    entry = Undo(words, _values(of, keys), lift_id, _values(state, also))
    return replace(state, undo=(*state.undo, entry)[-MOST_UNDO:])


def _values(of: object, keys: tuple[str, ...]) -> Values:
    return tuple((key, getattr(of, key)) for key in keys)


def _begin(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    if state.running:
        return state.saying("samples are recorded already"), ()
    return replace(state, wanted=True).saying("the plates are being opened"), (Effect("begin"),)


def _zero(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    if not state.running:
        return state.saying("no samples yet: press Enter to begin", warns=True), ()
    return state.saying(), (Effect("zero"),)


def _next_athlete(state: SessionState, now: float, _values: dict[str, Any]) -> Step:
    if not state.roster:
        return state.saying("no athlete is in the store: add one, or lift without", warns=True), ()
    at = state.roster.index(state.athlete) + 1 if state.athlete in state.roster else 0
    return _athlete(state, now, {"code": state.roster[at % len(state.roster)]})


def _athlete(state: SessionState, _now: float, values: dict[str, Any]) -> Step:
    code = values.get("code")
    if code not in state.roster:
        return state.saying(f"no athlete has the code {code}", warns=True), ()
    state = _remembered(state, "athlete", ("athlete", "kind", "load_kg"))
    kind, load_kg = (state.last or {}).get(code, (state.kind, None))
    return replace(state, athlete=code, kind=kind, load_kg=load_kg), LABEL


def _search(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return state.saying("choose the athlete from the list, or press N for the next"), ()


def _weigh(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    state = _remembered(state, "weigh-in", ("weighed", "mass_kg", "mass_se_kg", "weighed_at"))
    return replace(state, mass_kg=None, mass_se_kg=None, weighed_at=None).saying("stand still for two seconds"), ()


def _next_kind(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    at = COMMON_KINDS.index(state.kind) + 1 if state.kind in COMMON_KINDS else 0
    return _kind(state, _now, {"kind": COMMON_KINDS[at % len(COMMON_KINDS)]})


def _kind(state: SessionState, _now: float, values: dict[str, Any]) -> Step:
    from processing.options import KINDS

    kind = values.get("kind")
    if kind not in KINDS:
        return state.saying(f"no lift is called {kind}", warns=True), ()
    state = _remembered(state, "lift", ("kind",))
    return replace(state, kind=kind), LABEL


def _load(state: SessionState, load_kg: float, typed: str = "", typed_at: float = 0.0) -> Step:
    if not LOADS_KG[0] <= load_kg <= LOADS_KG[1]:
        return state.saying(f"{load_kg:g} kg cannot be: type 1 to 500", warns=True), ()
    state = _remembered(state, "load", ("load_kg",))
    return replace(state, load_kg=load_kg, typed=typed, typed_at=typed_at), LABEL


def _load_up(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return _load(state, (state.load_kg or 19.0) + 1.0)


def _load_down(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return _load(state, (state.load_kg or 21.0) - 1.0)


def _set_load(state: SessionState, _now: float, values: dict[str, Any]) -> Step:
    return _load(state, float(values.get("load_kg") or 0.0))


def _digit(state: SessionState, now: float, values: dict[str, Any]) -> Step:
    """Digits make a load of two or three figures; each holds at once."""
    goes_on = now - state.typed_at <= TYPING_S and len(state.typed) < 3
    typed = (state.typed if goes_on else "") + str(values.get("digit", ""))
    if len(typed.lstrip("0")) < 2:
        return replace(state, typed=typed, typed_at=now).saying(f"{typed} … kg"), ()
    return _load(state, float(typed), typed, now)


def _accept(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    lift = next((x for x in reversed(state.lifts) if x.plates_differ), None)
    if lift is None or lift.plates_kg is None:
        return state.saying("the plates and the typed load agree"), ()
    load_kg = round(2.0 * lift.plates_kg) / 2.0
    goes_on = lift == state.lifts[-1] and (state.athlete, state.load_kg) == (lift.athlete, lift.load_kg)
    also = ("load_kg", "last") if goes_on else ()
    state = _remembered(state, "load of the plates", ("load_kg", "by_itself"), lift.lift_id, also)
    by_itself = lift.state == "review" and lift.judged in SENT_ALONE[state.auto_send]
    state = state.with_lift(replace(lift, load_kg=load_kg, by_itself=by_itself))
    effects = (Effect("edit", lift.lift_id, (("load_kg", load_kg),)),)
    if not goes_on:
        return state, effects
    # The bar is what it was: the next lift has the load that was typed wrongly for this one.
    last = dict(state.last or {})
    if lift.athlete in last:
        last[lift.athlete] = (last[lift.athlete][0], load_kg)
    return replace(state, load_kg=load_kg, last=last or state.last), (*effects, *LABEL)


def _judge(state: SessionState, judged: str) -> Step:
    lift = _unjudged(state) or next((x for x in reversed(state.lifts) if x.state in ("review", "set_aside")), None)
    if lift is None:
        return state.saying("no lift waits to be judged"), ()
    state = _remembered(state, f"judgement of lift {lift.number}", ("judged", "state", "by_itself"), lift.lift_id)
    kept = "set_aside" if judged == "not_a_lift" else "review"
    by_itself = judged in SENT_ALONE[state.auto_send]
    return state.with_lift(replace(lift, judged=judged, state=kept, by_itself=by_itself)), (
        Effect("edit", lift.lift_id, (("outcome", judged), ("state", kept))),
    )


def _made(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return _judge(state, "made")


def _missed(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return _judge(state, "missed")


def _not_a_lift(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return _judge(state, "not_a_lift")


def _edit(state: SessionState, _now: float, values: dict[str, Any]) -> Step:
    """Any change of what was said of a lift, at any time."""
    values = dict(values)
    lift = state.lift(values.pop("lift_id"))
    if "outcome" in values:
        values["judged"] = values.pop("outcome") or lift.judged
        aside, back = values["judged"] == "not_a_lift", lift.state == "set_aside"
        values["state"] = "set_aside" if aside else "review" if back else lift.state
    changed = {key: value for key, value in values.items() if getattr(lift, key) != value}
    if not changed:
        return state.saying("nothing was changed"), ()
    if lift.state in ("sent", "withdrawn"):  # a withdrawn one that was mended can be sent again
        changed["state"] = "revised"
    effects = (Effect("edit", lift.lift_id, _stored(lift, changed)),)
    judged_now = "judged" in changed or ("load_kg" in changed and lift.plates_differ)
    if judged_now and changed.get("state", lift.state) == "review":
        changed["by_itself"] = changed.get("judged", lift.judged) in SENT_ALONE[state.auto_send]
    state = _remembered(state, f"change of lift {lift.number}", tuple(changed), lift.lift_id)
    if lift.state == "queued" and any(key in MEASURED for key in changed):
        state = state.saying(f"lift {lift.number} was changed before it went out: S sends it as it is now")
    return state.with_lift(replace(lift, **changed)), effects


def _merge(state: SessionState, now: float, _values: dict[str, Any]) -> Step:
    """The span that was marked by hand becomes part of the lift that is there."""
    marked = state.marked
    if marked is None:
        return state.saying("no marked span waits to be merged"), ()
    lift = state.lift(marked.lift_id)
    span = {
        "start_sample": min(lift.start_sample, marked.start_sample),
        "stop_sample": max(lift.stop_sample, marked.stop_sample),
    }
    state, effects = _edit(replace(state, marked=None), now, {"lift_id": lift.lift_id, **span})
    words = f"lift {lift.number} has the marked span now" if effects else f"lift {lift.number} has all of that span"
    return (state if state.message and effects else state.saying(words)), effects


def _apart(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    """The span that was marked by hand is a lift of its own."""
    if state.marked is None:
        return state.saying("no marked span waits to be kept"), ()
    return state.saying(), (Effect("apart"),)


def _unmark(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return replace(state, marked=None).saying("the marked span is let go"), ()


def _stored(lift: HeldLift, values: dict[str, Any]) -> Values:
    """Changes of a lift as the store takes them: where nobody has judged, the detector's outcome stands."""
    seen = lift.seen if lift.seen in ("made", "missed") else None
    told = {key: value for key, value in values.items() if key != "by_itself"}
    return tuple(("outcome", value or seen) if key == "judged" else (key, value) for key, value in told.items())


def _note(state: SessionState, now: float, values: dict[str, Any]) -> Step:
    if not state.lifts:
        return state.saying("no lift yet to write a note on"), ()
    if "note" not in values:
        return state.saying("write the note in the lift's row"), ()
    return _edit(state, now, {"lift_id": values.get("lift_id", state.lifts[-1].lift_id), "note": values["note"]})


def _mark(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    return state.saying("nothing is recorded yet in which a lift could be marked", warns=True), ()


def _send(state: SessionState, _now: float, values: dict[str, Any]) -> Step:
    """Send the newest lift that waits, or one that is named."""
    named = state.lift(values["lift_id"]) if "lift_id" in values else None
    waits = named is None or (named.judged in SENT_ALONE["judged"] and named.state in ("review", "revised"))
    lift = _to_send(state, refused=True) if named is None else named
    if lift is None or not waits:
        unjudged = _unjudged(state)
        words = "nothing waits to be sent" if unjudged is None else f"lift {unjudged.number} is not judged: Space or M"
        return state.saying(words, warns=unjudged is not None), ()
    state = _remembered(state, f"sending of lift {lift.number}", ("state",), lift.lift_id)
    state = state.with_lift(replace(lift, state="queued", refused=False, by_itself=False))
    words = sending_words(lift, state.grace_s)
    alone = (("by_itself", True),) if lift.by_itself and named is not None else ()
    return state.saying(words), (Effect("send", lift.lift_id, alone),)


def sending_words(lift: HeldLift, grace_s: float) -> str:
    """What is said while a lift can still be taken back."""
    return f"lift {lift.number} is sent in {grace_s:g} s; U takes it back"


def _withdraw(state: SessionState, _now: float, values: dict[str, Any]) -> Step:
    lift = state.lift(values["lift_id"])
    if lift.state not in ("queued", "sent", "revised"):
        return state.saying(f"lift {lift.number} was not sent", warns=True), ()
    why = str(values.get("why", "")).strip()
    if not why:
        return state.saying("say why it is withdrawn", warns=True), ()
    state = state.with_lift(replace(lift, state="withdrawn"))
    return state.saying(f"lift {lift.number} is withdrawn; mailed files cannot be called back"), (
        Effect("withdraw", lift.lift_id, (("why", why),)),
    )


def _undo(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    """Take the last step back; a lift goes back to what was said of it before."""
    if not state.undo:
        return state.saying("nothing to undo"), ()
    entry, state = state.undo[-1], replace(state, undo=state.undo[:-1])
    values: dict[str, Any] = dict(entry.values)
    if entry.lift_id is None:
        return replace(state, **values).saying(f"undone: {entry.words}"), LABEL
    lift = state.lift(entry.lift_id)
    state = replace(state, **dict(entry.also)) if entry.also else state
    state = state.with_lift(replace(lift, **values)).saying(f"undone: {entry.words}")
    if lift.state == "queued" and values.get("state") in ("review", "revised"):
        return state, (Effect("undo_send", lift.lift_id),)
    if lift.state in ("queued", "sent", "withdrawn") and "state" in values:
        words = f"lift {lift.number} is {lift.state}: withdraw it instead"
        return state.with_lift(lift).saying(words, warns=True), ()
    return state, (Effect("edit", lift.lift_id, _stored(lift, values)), *(LABEL if entry.also else ()))


def _close(state: SessionState, _now: float, _values: dict[str, Any]) -> Step:
    unjudged = sum(not x.judged for x in state.lifts)
    unsent = sum(x.state in ("review", "revised") and bool(x.judged) for x in state.lifts)
    flagged = sum(x.plates_differ and x.state not in ("set_aside", "withdrawn") for x in state.lifts)
    if (unjudged or unsent or flagged) and not state.asked_to_close:
        flags = f", {flagged} with another bar than was typed" if flagged else ""
        words = f"{unjudged} not judged, {unsent} not sent{flags}: press E again to end the session"
        return replace(state, asked_to_close=True).saying(words, warns=True), ()
    state = replace(state, closed=True, wanted=False, running=False, lifting=False)
    return state.saying("the session has ended"), (Effect("close"),)


def _wait(state: SessionState, now: float, _values: dict[str, Any]) -> Step:
    return state.saying(next_words(state, now)[2]), ()


OF_A_MARKED_SPAN = ("merge", "apart", "unmark")
"""What can be done after the session's end too: a lift may be marked by hand as long as its recording is the last."""
ACTS: dict[str, Callable[[SessionState, float, dict[str, Any]], Step]] = {
    "begin": _begin, "zero": _zero, "next_athlete": _next_athlete, "athlete": _athlete, "search": _search,
    "weigh": _weigh, "next_kind": _next_kind, "kind": _kind, "load_up": _load_up, "load_down": _load_down,
    "load": _set_load, "digit": _digit, "accept": _accept, "made": _made, "missed": _missed,
    "not_a_lift": _not_a_lift, "edit": _edit, "note": _note, "mark": _mark, "send": _send,
    "withdraw": _withdraw, "undo": _undo, "merge": _merge, "apart": _apart, "unmark": _unmark,
    "close": _close, "wait": _wait,
}  # fmt: skip
