"""Sessions of a full training hall: what is missed, invented, called wrongly or told late, how well it is weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from acquisition.interchange.record import LiftLabel
from acquisition.plate import FloatArray
from processing.detect import Activity
from processing.options import STANDARD_GRAVITY_M_S2
from sim_data.activities import stance_after, stance_before
from sim_data.kinds import lift_of, start_of
from sim_data.session import LiftOrder, PlannedLift, Session, SessionScript
from sim_data.session_hall import hall_session, jerk_and_put_down

OnPlates = Callable[[Session], FloatArray]
LabelsOf = Callable[[Session], list[LiftLabel]]
Detect = Callable[..., list[Activity]]
Matched = Callable[[Session, list[Activity]], tuple[list[tuple[PlannedLift, Activity | None]], list[Activity]]]
CLASSES = ("floor", "hang", "power position", "pull")
CAMPAIGN_SEEDS = range(40)
FOUND_HEAD = "| | lifts | n | found | start called wrong | snatch or clean called wrong | outcome called wrong |\n" + (
    "|---" * 7 + "|"
)


def class_of(kind: str) -> str:
    """Kind by its shape."""
    if kind.endswith("_pull"):
        return "pull"
    return {"hang_": "hang", "power_position_": "power position"}.get(start_of(kind), "floor")


@dataclass
class Tally:
    """Counts and errors of one run over many sessions."""

    lifts: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    kind_wrong: Counter[str] = field(default_factory=Counter)
    lift_wrong: Counter[str] = field(default_factory=Counter)
    not_lifts: Counter[str] = field(default_factory=Counter)
    not_lifts_told: Counter[str] = field(default_factory=Counter)
    invented_made: int = 0
    misses: int = 0
    misses_called: int = 0
    made_called_otherwise: int = 0
    faults: list[str] = field(default_factory=list)
    after_hold_start_s: list[float] = field(default_factory=list)
    weighed_after_hold_s: list[float] = field(default_factory=list)
    after_end_s: list[float] = field(default_factory=list)
    stood: int = 0
    stood_corrected: int = 0
    body_kg: list[float] = field(default_factory=list)
    bar_kg: list[float] = field(default_factory=list)

    def add(
        self,
        session: Session,
        pairs: list[tuple[PlannedLift, Activity | None]],
        invented: list[Activity],
        zero_n: float,
        stood: dict[int, Activity],
    ) -> None:
        """Take one session in; ``stood`` are the lifts told before they were weighed, by their number."""
        settled = {found.lift.number: found for _, found in pairs if found is not None and found.lift is not None}
        settled |= {extra.lift.number: extra for extra in invented if extra.lift is not None}
        self.stood += len(stood)
        self.stood_corrected += sum(not same_lift(first, settled.get(number)) for number, first in stood.items())
        for planned, found in pairs:
            name = class_of(planned.kind)
            self.lifts[name] += 1
            if found is None or found.lift is None:
                self.missed[name] += 1
                self.faults.append(f"seed {session.seed}: {planned.kind} at {planned.start} missed")
                continue
            self._outcome(session, planned, found)
            self.kind_wrong[name] += class_of(found.lift.kind) != name
            self.lift_wrong[name] += lift_of(found.lift.kind) != lift_of(planned.kind)
            self._times(session, planned, found, stood.get(found.lift.number, found))
            self._masses(planned, found, zero_n)
        for extra in invented:
            assert extra.lift is not None
            at = round(extra.lift.drive_end)
            during = next((d.reason for d in session.disturbances if d.start <= at < d.stop), "other")
            self.invented[during] += 1
            self.invented_made += extra.lift.outcome == "made"
            told = f"{extra.lift.outcome} {extra.lift.kind}"
            self.faults.append(f"seed {session.seed}: {told} invented at {at}, truly {during}")

    def add_not_lifts(self, session: Session, told: list[Activity], pulls: list[PlannedLift]) -> None:
        """Whether what is no lift was told by its own name; without labels a planned pull is none either."""
        things = [(d.start, d.stop, d.reason) for d in session.disturbances]
        things += [(p.start, p.stop, "pull") for p in pulls]
        for start, stop, reason in things:
            self.not_lifts[reason] += 1
            self.not_lifts_told[reason] += any(a.reason == reason and a.start < stop and a.stop > start for a in told)

    def _outcome(self, session: Session, planned: PlannedLift, found: Activity) -> None:
        assert found.lift is not None
        truth = planned.lift.truth.outcome
        right = found.lift.outcome == truth
        self.misses += truth == "missed"
        self.misses_called += truth == "missed" and right
        self.made_called_otherwise += truth == "made" and not right
        if not right:
            self.faults.append(
                f"seed {session.seed}: {truth} {planned.kind} at {planned.start} told {found.lift.outcome}"
            )

    def _times(self, session: Session, planned: PlannedLift, found: Activity, first: Activity) -> None:
        decided_s = (first.decided - planned.start) / session.rate_hz
        hold_s = planned.lift.truth.events["hold_start"]
        if planned.missed:
            self.after_end_s.append(decided_s - over_s(session, planned))
        elif hold_s is not None:
            self.after_hold_start_s.append(decided_s - hold_s)
            weighed_s = (found.decided - planned.start) / session.rate_hz
            self.weighed_after_hold_s.append(weighed_s - hold_s)
            if self.after_hold_start_s[-1] > 1.0:
                late = f"told {self.after_hold_start_s[-1]:.2f} s after the hold began"
                self.faults.append(f"seed {session.seed}: {planned.kind} at {planned.start} {late}")

    def _masses(self, planned: PlannedLift, found: Activity, zero_n: float) -> None:
        assert found.lift is not None
        body, bar = found.lift.body_mass, found.lift.bar_mass
        if body is not None:
            self.body_kg.append(body.value_kg - planned.lift.body_mass_kg - zero_n / STANDARD_GRAVITY_M_S2)
        if bar is not None:
            self.bar_kg.append(bar.value_kg - planned.lift.bar_mass_kg)

    def found_rows(self, title: str) -> list[str]:
        """Recall, precision, kinds and outcomes called wrongly, by kind; rows of Markdown."""
        rows = []
        for name in CLASSES:
            if n := self.lifts[name]:
                wrong = f"{self.kind_wrong[name]} | {self.lift_wrong[name]}"
                rows.append(f"| {title} | {name} | {n} | {100 * (1 - self.missed[name] / n):.1f} % | {wrong} | |")
        n, invented = self.lifts.total(), self.invented.total()
        told = n - self.missed.total()
        wrong = f"{self.kind_wrong.total()} | {self.lift_wrong.total()}"
        outcome = self.misses - self.misses_called + self.made_called_otherwise
        rows.append(
            f"| {title} | **all**, precision {100 * told / (told + invented):.1f} % | {n} | {100 * told / n:.1f} % |"
            f" {wrong} | {outcome} |"
        )
        return rows

    def told(self) -> dict[str, str]:
        """The second column of the table of what was told."""
        names = ("jerk", "pull")
        return {
            "lifts invented": f"{self.invented.total()}",
            "jerks and pulls called made lifts": f"{self.invented_made} of {sum(self.not_lifts[n] for n in names)}",
            "misses called missed": f"{self.misses_called} of {self.misses}",
            "made lifts called otherwise": f"{self.made_called_otherwise}",
            "told after the hold began": over_a_second(self.after_hold_start_s),
            "weighed after the hold began": spread(self.weighed_after_hold_s, "s"),
            "told when standing, and corrected afterwards": f"{self.stood_corrected} of {self.stood:,}",
            "told after the bar was lost or the lifter off": over_a_second(self.after_end_s),
            "error of the body mass beside the zero's": spread([abs(e) for e in self.body_kg], "kg"),
            "error of the bar mass": spread([abs(e) for e in self.bar_kg], "kg"),
        }

    def printed(self, title: str) -> str:
        """The table."""
        rows = [f"{title}", f"{'':16}{'lifts':>7}{'missed':>8}{'start called wrong':>20}{'snatch/clean wrong':>20}"]
        for name in CLASSES:
            if self.lifts[name]:
                counts = (self.lifts[name], self.missed[name], self.kind_wrong[name], self.lift_wrong[name])
                rows.append(f"{name:16}" + "".join(f"{c:>{w}}" for c, w in zip(counts, (7, 8, 20, 20), strict=True)))
        rows.append(
            f"all: {self.lifts.total()} lifts, {self.missed.total()} missed, {self.invented.total()} invented"
            f" {dict(self.invented)}; misses called missed {self.misses_called} of {self.misses};"
            f" made lifts called otherwise {self.made_called_otherwise};"
            f" told when standing {self.stood}, corrected afterwards {self.stood_corrected}"
        )
        rows += [
            "told by its name: "
            + ", ".join(f"{name} {self.not_lifts_told[name]} of {n}" for name, n in sorted(self.not_lifts.items())),
            quantiles("told after the hold began, s", self.after_hold_start_s),
            quantiles("weighed after the hold began, s", self.weighed_after_hold_s),
            quantiles("told after a missed bar was gone or the lifter off, s", self.after_end_s),
            quantiles("|error| of the body mass, kg", [abs(e) for e in self.body_kg]),
            quantiles("|error| of the bar mass, kg", [abs(e) for e in self.bar_kg]),
        ]
        return "\n".join([*rows, *self.faults])


def quantiles(name: str, values: list[float]) -> str:
    """Median, 95th percentile and largest."""
    if not values:
        return f"{name}: none"
    median, high, most = np.quantile(values, [0.5, 0.95, 1.0])
    late = sum(v > 1.0 for v in values)
    return f"{name}: median {median:.2f}, 95 % {high:.2f}, largest {most:.2f} ({late} of {len(values)} over 1)"


def told_table(labelled: Tally, unlabelled: Tally) -> str:
    """What was told, when, and how well it was weighed: a row each, labelled and not side by side."""
    sides = [tally.told() for tally in (labelled, unlabelled)]
    rows = [f"| {name} | {value} | {sides[1][name]} |" for name, value in sides[0].items()]
    return "\n".join(["| | with labels | without labels |", "|---|---|---|", *rows])


def spread(values: list[float], unit: str) -> str:
    """Median, 95th percentile and largest, in words."""
    median, high, most = np.quantile(values, [0.5, 0.95, 1.0])
    return f"median {median:.2f} {unit}, 95 % {high:.2f} {unit}, largest {most:.2f} {unit}"


def over_a_second(values: list[float]) -> str:
    """The same of a delay that should stay within a second."""
    return f"{spread(values, 's')}; {sum(v > 1.0 for v in values)} of {len(values):,} over 1 s"


def same_lift(first: Activity, last: Activity | None) -> bool:
    """Whether what was told first still holds at the end."""
    if last is None or first.lift is None or last.lift is None:
        return False
    return (first.lift.kind, first.lift.outcome) == (last.lift.kind, last.lift.outcome)


def told_when_standing(told: list[Activity]) -> dict[int, Activity]:
    """The lifts that were told before they were weighed, by their number."""
    return {a.lift.number: a for a in told if a.lift is not None and not a.settled}


def over_s(session: Session, planned: PlannedLift) -> float:
    """When a missed lift was over: the bar gone, or the lifter off the plates; s from the start of its record."""
    down_s = planned.lift.model.record.timeline.down
    left = planned.stop - planned.start < planned.lift.time_s.size - 2
    if not left:
        return down_s
    total = session.wrench(planned.start, planned.stop - planned.start)[0][:, 2].sum(axis=0)
    return float(np.flatnonzero(total > 1.0)[-1] + 1) / session.rate_hz


@pytest.fixture(scope="session")
def tallied(
    on_plates: OnPlates, labels_of: LabelsOf, detect: Detect, matched: Matched
) -> Callable[..., tuple[Tally, Tally]]:
    """Tallies of the labelled and the unlabelled run over the same sessions."""

    def run(seeds: range, n_lifts: int) -> tuple[Tally, Tally]:
        labelled, unlabelled = Tally(), Tally()
        for seed in seeds:
            session = hall_session(seed, n_lifts)
            fz_n = on_plates(session)
            zero_n = float((fz_n[:, :2000] - session.wrench(0, 2000)[0][:, 2, :]).mean(axis=1).sum())
            everything = detect(fz_n, labels_of(session), unsettled=True)
            told = [activity for activity in everything if activity.settled]
            labelled.add(session, *matched(session, told), zero_n, told_when_standing(everything))
            labelled.add_not_lifts(session, told, [])
            everything = detect(fz_n, unsettled=True)
            told = [activity for activity in everything if activity.settled]
            pairs, invented = matched(session, told)
            unlabelled.add_not_lifts(session, told, [p for p in session.plan if class_of(p.kind) == "pull"])
            lifts = [(p, a) for p, a in pairs if class_of(p.kind) != "pull"]
            called = [a for p, a in pairs if class_of(p.kind) == "pull" and a is not None]
            unlabelled.add(session, lifts, [*invented, *called], zero_n, told_when_standing(everything))
        return labelled, unlabelled

    return run


@pytest.mark.campaign
def test_hall_sessions_campaign(
    tallied: Callable[..., tuple[Tally, Tally]], publish: Callable[[str, str, str], None]
) -> None:
    labelled, unlabelled = tallied(CAMPAIGN_SEEDS, 31)
    print("\n" + labelled.printed("labelled") + "\n\n" + unlabelled.printed("without labels"))
    rows = [FOUND_HEAD, *labelled.found_rows("with labels"), *unlabelled.found_rows("without labels")]
    drawn = f"hall sessions of seeds 0 to {len(CAMPAIGN_SEEDS) - 1}"
    publish("found", "\n".join(rows), drawn)
    publish("told", told_table(labelled, unlabelled), drawn)
    assert labelled.lifts.total() >= 1200
    assert labelled.missed.total() <= 1
    # Without labels a clean from the power position and a jerk look the same.
    assert unlabelled.missed.total() - unlabelled.missed["power position"] <= 1
    for tally in (labelled, unlabelled):
        assert (tally.invented.total() <= 1, tally.invented_made) == (True, 0)
        assert tally.misses_called == tally.misses
        assert late_share(tally) <= 0.01
        assert tally.stood_corrected <= 0.01 * tally.stood


def late_share(tally: Tally) -> float:
    """Share of the made lifts told later than 1 s after their hold began, or their bar was gone."""
    delays = [*tally.after_hold_start_s, *tally.after_end_s]
    return sum(delay > 1.0 for delay in delays) / len(delays)


def test_a_hall_session_has_no_lift_missed_or_invented_and_no_miss_called_made(
    tallied: Callable[..., tuple[Tally, Tally]],
) -> None:
    labelled, unlabelled = tallied(range(2, 4), 16)
    for tally in (labelled, unlabelled):
        assert (tally.invented.total(), tally.made_called_otherwise) == (0, 0)
        assert tally.misses_called == tally.misses > 0
        assert max(tally.after_end_s) <= 1.0
        assert max(tally.after_hold_start_s) <= 1.0
    assert labelled.missed.total() == 0
    assert labelled.kind_wrong.total() == 0


def test_pulls_and_jerks_of_a_hall_session_are_never_made_lifts(
    detect: Detect, on_plates: OnPlates, labels_of: LabelsOf
) -> None:
    session = hall_session(2, 16)
    things = [d for d in session.disturbances if d.reason in ("jerk", "pull")]
    assert things
    for told in (detect(on_plates(session), labels_of(session)), detect(on_plates(session))):
        ends = [a.lift.drive_end for a in told if a.lift is not None]
        assert [d for d in things if any(d.start <= end < d.stop for end in ends)] == []


def clean_and_jerk(script: SessionScript) -> None:
    """A clean from the power position and a jerk under the same label."""
    order = LiftOrder("power_position_clean", round(0.8 * script.athlete.clean_kg))
    lift = script.drawn(order)
    script.empty(2.0, 2.0)
    label = script.samples
    script.step_on(stance_before(lift))
    script.pick_up(lift.model.record.system_n, stance_before(lift))
    script.lift(order, label, lift, keeps_bar=True)
    jerk_and_put_down(script, lift)
    script.step_off(stance_after(lift))
    script.empty(2.0, 2.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_jerk_after_a_clean_from_the_power_position_is_no_second_clean(
    seed: int, detect: Detect, on_plates: OnPlates, labels_of: LabelsOf
) -> None:
    session = Session(seed, script=clean_and_jerk)
    told = detect(on_plates(session), labels_of(session))
    assert [a.lift.kind for a in told if a.lift is not None] == ["power_position_clean"]
    assert "jerk" in {a.reason for a in told}
