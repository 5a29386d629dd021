"""What keeps a delivery from being made."""

from __future__ import annotations

from acquisition.errors import LegdriveError


class DeliveryRefused(LegdriveError):
    """It will not get better by waiting: nobody tries again until a person mends what the line names."""


class DeliveryPutOff(LegdriveError):
    """It may work later: the delivery is tried again on its schedule."""


class NotSendable(LegdriveError):
    """A report cannot be sent, taken back or withdrawn as it stands."""
