"""Plain HTML forms: labelled fields, one event with all that was written. Plain ones can be read aloud and typed in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from nicegui import events, ui

OnSubmit = Callable[[dict[str, str]], Awaitable[None] | None]
SUBMIT = "(e) => { e.preventDefault(); emit(Object.fromEntries(new FormData(e.target))); }"


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes
    ----------
    name, label, value : str
        Its key in what is submitted, its name for people, what it holds at first.
    kind : str
        ``text``, ``number``, ``date``, ``password``, ``choice`` or ``area``.
    options : dict of str to str
        Of a choice: values and their words.
    required : bool
        Whether it must be filled.
    hint : str
        Autocomplete token, such as ``current-password``.
    longest : int
        Letters of an area; 0 has no end.
    """

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    options: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    hint: str = "off"
    longest: int = 0


def chosen(is_so: bool) -> str:
    """The attribute of the option that is chosen."""
    return " selected" if is_so else ""


def field_html(one: Field) -> str:
    """The field within its label."""
    required = " required" if one.required else ""
    value = escape(one.value, quote=True)
    if one.kind == "choice":
        options = "".join(
            f'<option value="{escape(key, quote=True)}"{chosen(key == one.value)}>{escape(words)}</option>'
            for key, words in one.options.items()
        )
        inner = f'<select name="{one.name}"{required}>{options}</select>'
    elif one.kind == "area":
        longest = f' maxlength="{one.longest}"' if one.longest else ""
        inner = f'<textarea name="{one.name}" rows="3"{longest}{required}>{escape(one.value)}</textarea>'
    else:
        step = ' step="any" inputmode="decimal"' if one.kind == "number" else ""
        inner = f'<input type="{one.kind}" name="{one.name}" value="{value}" autocomplete="{one.hint}"{step}{required}>'
    wide = ' class="wide"' if one.kind == "area" else ""
    return f"<label{wide}><span>{escape(one.label)}</span>{inner}</label>"


def form_html(fields: Sequence[Field], button: str, *, action: str = "") -> str:
    """The form; with ``action`` the browser posts it, otherwise :func:`form` listens to it."""
    where = f' method="post" action="{action}"' if action else ""
    inner = "".join(map(field_html, fields))
    submit = f'<button class="act primary" type="submit">{escape(button)}</button>'
    return f'<form class="form"{where}>{inner}<div class="buttons">{submit}</div></form>'


def form(fields: Sequence[Field], button: str, on_submit: OnSubmit, *, focus: bool = True) -> ui.html:
    """A form on the page; ``on_submit`` gets what was written, by the fields' names. In a sheet it takes the focus."""

    async def submitted(event: events.GenericEventArguments) -> None:
        answer: Any = on_submit({str(name): str(value) for name, value in dict(event.args).items()})
        if answer is not None:
            await answer

    made_html = form_html(fields, button)
    if focus:
        made_html = re.sub("<(input|select|textarea)", r"<\1 data-autofocus", made_html, count=1)
    made = ui.html(made_html, sanitize=False)
    made.on("submit", submitted, js_handler=SUBMIT)
    return made
