"""What can go wrong while a page is made."""

from __future__ import annotations

from acquisition.errors import LegdriveError


class ReportError(LegdriveError):
    """A page that cannot be made as asked."""


class NoPage(ReportError):
    """There is no page for this kind of record."""


class ReportOverflow(ReportError):
    """A text is larger than the place it has on the page."""


class GlyphMissing(ReportError):
    """The page's font has no letter for a character."""


class FontsMissing(ReportError):
    """The page's type family is not installed, or damaged."""


class NoReport(ReportError):
    """A file that is no report of ours, or none that can be checked."""


class DrillsInvalid(ReportError):
    """A file of drills that cannot be used as it is written."""
