"""Groups of options that several commands share, each written once as a dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from typing import Any

KEYWORD = inspect.Parameter.KEYWORD_ONLY


def unfolded(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the fields of its dataclass parameters as options of their own, in their place.

    Parameters
    ----------
    command : callable
        Its annotations are read where it is defined, so they must exist there while the program runs.

    Returns
    -------
    callable
        With the signature that Typer reads; it gathers the options again and calls the command.
    """
    groups: dict[str, tuple[Callable[..., Any], list[str]]] = {}
    options: list[inspect.Parameter] = []
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        group = parameter.annotation
        if isinstance(group, type) and is_dataclass(group):
            fields = list(inspect.signature(group, eval_str=True).parameters.values())
            groups[parameter.name] = group, [field.name for field in fields]
            options += fields
        else:
            options.append(parameter)

    def run(**typed: Any) -> None:
        for name, (group, fields) in groups.items():
            typed[name] = group(**{field: typed.pop(field) for field in fields})
        command(**typed)

    run.__name__, run.__doc__, run.__module__ = command.__name__, command.__doc__, command.__module__
    run.__annotations__ = {option.name: option.annotation for option in options}
    run.__dict__["__signature__"] = inspect.Signature([option.replace(kind=KEYWORD) for option in options])
    return run
