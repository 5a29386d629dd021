"""From marks to the bytes of a tagged, reproducible PDF that carries what it was made from.

The only importer of pikepdf, and with :mod:`reports.fonts` of reportlab.
"""

from __future__ import annotations

from reports.pdf.lift import lift_report, write_lift_report

__all__ = ["lift_report", "write_lift_report"]
