"""Asking for a zero: refused with one line where the plates are not empty and still."""

from __future__ import annotations

from acquisition.zero import AGAIN_N, GRAVITY_M_S2, ZeroFinder, likely_bar_kg


class ZeroAsker:
    """Asks a running zero finder; from any thread.

    Parameters
    ----------
    finder : ZeroFinder
        Looks at the stream.
    """

    def __init__(self, finder: ZeroFinder) -> None:
        self._finder = finder

    def ask(self) -> str:
        """Have a zero taken in the next second; says why not where that cannot be."""
        finder = self._finder
        load_n = finder.load_n
        if finder.last is None or abs(load_n) <= AGAIN_N:
            finder.asked = True
            return "" if finder.refusal is None else f"{finder.refusal.words}: {finder.refusal.advice}"
        bar_kg = likely_bar_kg(load_n)
        if bar_kg is not None:
            return f"{load_n / GRAVITY_M_S2:.1f} kg is on the plates. Is it the bar? Take it off, then press Z"
        if load_n < 0.0:
            return f"the plates are {-load_n:.0f} N lighter than at the last zero: something was on them then"
        return f"{load_n:.0f} N is on the plates: step off, then press Z"
