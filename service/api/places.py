"""The laboratory and its store, as routes get them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from service.api.errors import Refused
from service.lab import Lab
from service.store.engine import Store


def lab_of(request: Request) -> Lab:
    """The laboratory that is served."""
    lab: Lab = request.app.state.lab
    return lab


LabHere = Annotated[Lab, Depends(lab_of)]


def store_of(lab: LabHere) -> Store:
    """Its store."""
    if lab.store is None:
        raise Refused(503, "no_store", "This laboratory is served without a store.")
    return lab.store


StoreHere = Annotated[Store, Depends(store_of)]
