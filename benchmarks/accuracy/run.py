"""Runs a campaign: draw, analyse and score."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from benchmarks.accuracy.draws import SEED_BASE, analysed, draws
from benchmarks.accuracy.phases import score_phases
from benchmarks.accuracy.scores import Campaign, score_lift
from processing.forces import PlateForces

Simulated = Callable[..., PlateForces]


def run_campaign(
    simulated: Simulated, count: int, first: int = 0, processes: int = 1, base: int = SEED_BASE
) -> Campaign:
    """Draw, analyse and score ``count`` lifts, in as many processes.

    ``simulated`` makes noisy forces of a simulated lift.
    """
    if processes > 1:
        return joined(simulated, count, first, processes, base)
    campaign = Campaign()
    for number, draw in enumerate(draws(count, first, base), first):
        forces = simulated(draw.lift, noise_n=draw.noise_n, hum_n=draw.hum_n, seed=number)
        document = analysed(draw, forces)
        score_lift(campaign, draw, document)
        score_phases(campaign, draw, document)
    return campaign


def joined(simulated: Simulated, count: int, first: int, processes: int, base: int) -> Campaign:
    """The same in forked processes, one part each."""
    edges = np.linspace(first, first + count, processes + 1).astype(int).tolist()
    parts = [(simulated, stop - start, start, 1, base) for start, stop in pairwise(edges)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            whole, *others = pool.starmap(run_campaign, parts)
    for part in others:
        whole.add(part)
    return whole
