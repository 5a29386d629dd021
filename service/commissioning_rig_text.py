"""The lines of ``rig.toml`` that mend a mistake: what stands there, what should, and the whole file changed."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acquisition.rig import Rig
from processing.corner_mistakes import Mistake

Tables = dict[str, Any]
HEADER = re.compile(r"^\s*\[(?P<double>\[)?\s*(?P<name>[\w.\-]+)\s*\]", re.M)


@dataclass(frozen=True)
class KeyChange:
    """One key with another value.

    Attributes
    ----------
    plate : int
        Number of the plate, from 0.
    path : tuple of str
        Key within the plate's table, such as ``("channels",)`` or ``("amti", "matrix")``.
    value : object
        What it should be.
    note : str
        What is different in it, where that is hard to see.
    """

    plate: int
    path: tuple[str, ...]
    value: Any
    note: str = ""

    @property
    def key(self) -> str:
        """As messages name it."""
        return ".".join((f"plate[{self.plate + 1}]", *self.path))

    @property
    def line(self) -> str:
        """The key with its right value."""
        return f"{self.path[-1]} = {toml(self.value)}"


def changes(mistake: Mistake, rig: Rig) -> tuple[KeyChange, ...]:
    """The keys that mend a mistake; none where only the wires can."""
    plates: list[Tables] = tomllib.loads(rig.toml_text)["plate"]
    if mistake.kind == "inverted":
        return turned_channel(plates, mistake, rig)
    if mistake.kind in ("swapped", "plates swapped", "order"):
        return exchanged_channels(plates, mistake, rig)
    found = []
    for number in mistake.plates:
        if mistake.kind in ("corners", "mirrored"):
            corners = plates[number]["corners_mm"]
            found.append(KeyChange(number, ("corners_mm",), [corners[place] for place in mistake.order]))
        if mistake.kind in ("measures", "mirrored"):
            turned = "lifter" if plates[number]["measures"] == "plate" else "plate"
            found.append(KeyChange(number, ("measures",), turned))
    return tuple(found)


def exchanged_channels(plates: Sequence[Tables], mistake: Mistake, rig: Rig) -> tuple[KeyChange, ...]:
    """The ``channels`` of each plate as the mended wiring has them; none where they sit on two modules."""
    if any(wiring.get("device") for wiring in plates):
        return ()
    found = []
    for number, rows in enumerate(mistake.wiring.rows):
        channels = [rig.channels[row] for row in rows]
        if channels != plates[number]["channels"]:
            found.append(KeyChange(number, ("channels",), channels))
    return tuple(found)


def turned_channel(plates: Sequence[Tables], mistake: Mistake, rig: Rig) -> tuple[KeyChange, ...]:
    """The list of the plate's channels that have the wrong sign, with this one put in, or taken out again."""
    (number,), (channel,) = mistake.plates, mistake.channels
    wiring = rig.plate[number]
    name = wiring.channels[rig.plate_channels[number].index(channel)]
    turned = {*plates[number].get("inverted", [])} ^ {name}
    return (KeyChange(number, ("inverted",), [each for each in wiring.channels if each in turned]),)


def changed_text(text: str, wanted: Sequence[KeyChange]) -> str | None:
    """The file with these keys changed and everything else, comments too, as it was.

    Returns
    -------
    str or None
        ``None`` where a value could not be found in the text; nothing is guessed.
    """
    tables = tomllib.loads(text)
    expected = copy.deepcopy(tables)
    for change in wanted:
        table = expected["plate"][change.plate]
        for name in change.path[:-1]:
            table = table[name]
        table[change.path[-1]] = change.value
        changed = with_value(text, change)
        if changed is None:
            return None
        text = changed
    try:
        same = tomllib.loads(text) == expected
    except tomllib.TOMLDecodeError:
        same = False
    return text if same else None


def with_value(text: str, change: KeyChange) -> str | None:
    """The text with one key changed; a list of inverted channels that is not there yet follows ``channels``."""
    span = value_span(text, change)
    if span is not None:
        return text[: span[0]] + toml(change.value) + text[span[1] :]
    after = value_span(text, KeyChange(change.plate, ("channels",), None)) if change.path == ("inverted",) else None
    if after is None:
        return None
    end = text.find("\n", after[1])
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{change.line}{text[end:]}"


def value_span(text: str, change: KeyChange) -> tuple[int, int] | None:
    """Where a key's value stands in the text."""
    wanted = ".".join(("plate", *change.path[:-1]))
    for plate, name, start, stop in sections(text):
        found = re.compile(rf"^[ \t]*{change.path[-1]}[ \t]*=[ \t]*", re.M).search(text, start, stop)
        if (plate, name) == (change.plate, wanted) and found:
            return found.end(), value_end(text, found.end())
    return None


def sections(text: str) -> Iterator[tuple[int, str, int, int]]:
    """Number of the plate, name and span of each table of the file."""
    plate, headers = -1, list(HEADER.finditer(text))
    for number, header in enumerate(headers):
        plate += header["name"] == "plate"
        stop = headers[number + 1].start() if number + 1 < len(headers) else len(text)
        yield plate, header["name"], header.end(), stop


def value_end(text: str, start: int) -> int:
    """End of the value that starts there: a list in brackets, or the rest of the line before a comment."""
    depth = 0
    for token in re.compile(r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[\[\]\n]').finditer(text, start):
        mark = token[0]
        depth += (mark == "[") - (mark == "]")
        if depth == 0 and mark == "]":
            return token.end()
        if depth == 0 and (mark == "\n" or mark.startswith("#")):
            return len(text[: token.start()].rstrip())
    return len(text.rstrip())


def toml(value: Any) -> str:
    """A value as TOML; a matrix takes a line a row."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        entries = [toml(entry) for entry in value]
        if len(value) > 4 and isinstance(value[0], list):
            return "[\n" + "".join(f"  {entry},\n" for entry in entries) + "]"
        return f"[{', '.join(entries)}]"
    return repr(value)


def as_it_stands(change: KeyChange, tables: Mapping[str, Any]) -> str:
    """The key with the value that the file has now."""
    table: Any = tables["plate"][change.plate]
    for name in change.path[:-1]:
        table = table[name]
    if change.path[-1] not in table:
        return "not there"
    return f"{change.path[-1]} = {toml(table[change.path[-1]])}"
