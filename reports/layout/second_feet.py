"""Where the feet went: 107 to 159 mm, right half; the floor seen from above."""

from __future__ import annotations

from acquisition.plate import FloatArray
from reports.fonts import width_mm
from reports.layout.moving import moved
from reports.layout.outline import LENGTH_MM, left_foot_mm, right_foot_mm
from reports.marks import Area, Disc, Frame, Group, Line, Mark, Point, Track
from reports.pressure import HEEL_TO_STANDING_MM
from reports.second.replant import Footprint, Place, Replant
from reports.theme import (
    BODY,
    BOX_WIDTH,
    HEADING,
    INK,
    LEFT,
    NOTE,
    OUTLINE,
    PAPER,
    QUIET,
    RIGHT,
    RULE,
    SMALL,
    SMALLEST,
    WHITE,
    Style,
)
from reports.typeset import fitted, line
from reports.words import second_page as words
from reports.words.say import say

X = 96.0
WIDTH = BOX_WIDTH - X
TITLE_Y = 110.6
KEY_Y = 114.6
MAP = Frame(X, 116.0, WIDTH, 34.0)
WORDS_Y = 152.6
TOLD = tuple(Style("semibold", size) for size in (7.5, 7.2, 6.9, 6.5))
APART = 2.0
"""Least room between two texts of a line."""
NOTES = Frame(X, 154.8, WIDTH, 5.0)
LARGEST_SCALE = 0.118
"""Paper to floor; the same for every lift, unless its feet stand wider or further apart than the map holds."""
FOOT_HALF_MM = 62.0


def lay_out_replant(view: Replant) -> tuple[Group, ...]:
    """Marks of the map, or why there is none."""
    title = Group("H2", (line(say(words.REPLANT_HEADING), X, TITLE_Y, HEADING, "feet", WIDTH),))
    if not view.feet:
        frame = Frame(X, 114.0, WIDTH - 6.0, 12.0)
        return title, Group("P", fitted(view.missing, (BODY, SMALL), frame, "feet").at(frame))
    told, down = _told(view)
    spots = _Spots(view.feet, Frame(MAP.x, MAP.y, MAP.width, MAP.height - down))
    drawn: list[Mark] = [mark for foot in view.feet for mark in _outlines(foot, spots)]
    drawn += [mark for foot in view.feet for mark in _marks(foot, spots)]
    notes = fitted(" ".join(view.notes), (NOTE, SMALLEST), NOTES, "feet")
    return (
        title,
        Group("P", _key()),
        Group("Figure", (*drawn, *_scale_bar(spots)), view.alt),
        *moved((Group("P", told),), -down),
        Group("P", notes.at(NOTES)),
    )


class _Spots:
    """From the floor to paper: one scale for both ways, the feet's middle in the middle of the map."""

    def __init__(self, feet: tuple[Footprint, ...], frame: Frame) -> None:
        self.frame = frame
        wide = max(abs(place[0]) for foot in feet for place in _known(foot)) + FOOT_HALF_MM
        heels = [place[1] - foot.heel_mm for foot in feet for place in (foot.before, foot.after) if place is not None]
        toes = [heel + foot.length_mm for heel, foot in zip(heels, [f for f in feet for _ in _stands(f)], strict=True)]
        back, front = min(heels), max([*toes, *(place[1] for foot in feet for place in _known(foot))])
        self.scale = min(LARGEST_SCALE, frame.width / 2 / wide, frame.height / (front - back))
        self._middle = (back + front) / 2

    def at(self, place: Place) -> Point:
        """Place on paper."""
        return (
            self.frame.x + self.frame.width / 2 + self.scale * place[0],
            self.frame.y + self.frame.height / 2 - self.scale * (place[1] - self._middle),
        )

    def track(self, right_mm: FloatArray, forward_mm: FloatArray) -> Track:
        """Places of many."""
        across = self.frame.x + self.frame.width / 2 + self.scale * right_mm
        return Track(across, self.frame.y + self.frame.height / 2 - self.scale * (forward_mm - self._middle))


def _stands(foot: Footprint) -> list[Place]:
    return [place for place in (foot.before, foot.after) if place is not None]


def _known(foot: Footprint) -> list[Place]:
    return [place for place in (foot.before, foot.last, foot.after) if place is not None]


def _colour(foot: Footprint) -> str:
    return LEFT if foot.side == "left" else RIGHT


def _outlines(foot: Footprint, spots: _Spots) -> list[Mark]:
    """The foot before, faint, and after, in its colour."""
    marks: list[Mark] = [Area(_outline(foot, foot.before, spots), PAPER, RULE if foot.after else OUTLINE, 0.6)]
    if foot.after is not None:
        marks.append(Area(_outline(foot, foot.after, spots), None, _colour(foot), 0.8))
    return marks


def _outline(foot: Footprint, stood: Place, spots: _Spots) -> Track:
    """The outline about a place of standing pressure; its assumed place under the foot gives way to a measured one."""
    shape = left_foot_mm() if foot.side == "left" else right_foot_mm()
    size = foot.length_mm / LENGTH_MM
    forward = size * HEEL_TO_STANDING_MM - foot.heel_mm
    right, up = shape[::2].T
    return spots.track(stood[0] + size * right, stood[1] + size * (up - HEEL_TO_STANDING_MM) + forward)


def _marks(foot: Footprint, spots: _Spots) -> list[Mark]:
    """Standing before, last contact, standing after, and the way between the two standings."""
    marks: list[Mark] = []
    before = spots.at(foot.before)
    if foot.after is not None:
        after = spots.at(foot.after)
        marks += [Line((before, after), 0.8, _colour(foot)), *_after(after, _colour(foot))]
    if foot.last is not None:
        marks.append(Disc(spots.at(foot.last), 0.8, _colour(foot)))
    return [*marks, *_before(before, _colour(foot))]


def _before(at: Point, colour: str) -> tuple[Mark, ...]:
    return (Disc(at, 0.95, WHITE, colour, 0.7),)


def _after(at: Point, colour: str) -> tuple[Mark, ...]:
    x, y = at
    return (Area(((x - 1.0, y + 0.8), (x + 1.0, y + 0.8), (x, y - 1.1)), colour),)


def _key() -> tuple[Mark, ...]:
    x, middle = X, KEY_Y - NOTE.capital_mm / 2
    marks: list[Mark] = []
    for name, told in words.REPLANT_KEY.items():
        at = (x + 1.2, middle)
        shape = {"before": _before(at, INK), "last": (Disc(at, 0.8, INK),), "after": _after(at, INK)}[name]
        label = line(say(told), x + 3.2, KEY_Y, NOTE, "feet key", BOX_WIDTH - x - 3.2)
        marks += [*shape, label]
        x += 3.2 + label.width + 4.0
    return tuple(marks)


def _scale_bar(spots: _Spots) -> tuple[Mark, ...]:
    """Between the heels, where the floor is free."""
    length, y = 100.0 * spots.scale, spots.frame.bottom - 1.0
    right = MAP.x + (MAP.width + length) / 2
    ends = tuple(Line(((at, y - 0.7), (at, y + 0.7)), 0.5, QUIET) for at in (right - length, right))
    told = line(say(words.SCALE), right - length / 2, y - 1.4, NOTE, "scale", None, "centre")
    return (Line(((right - length, y), (right, y)), 0.5, QUIET), *ends, told)


def _told(view: Replant) -> tuple[tuple[Mark, ...], float]:
    """The shifts at the sides and the stance between them, or under them where it finds no room; and how far down."""
    left, right = (foot.told for foot in view.feet)
    texts = [text for text in (left, view.wider, right) if text]
    for style in TOLD:
        widths = [width_mm(text, style) for text in texts]
        if sum(widths) + APART * (len(texts) - 1) <= WIDTH:
            break
    else:
        style, widths = TOLD[1], [width_mm(text, TOLD[1]) for text in texts]
    fits = sum(widths) + APART * (len(texts) - 1) <= WIDTH
    marks: list[Mark] = [
        line(left, X, WORDS_Y, style, "feet", WIDTH - widths[-1] - APART),
        line(right, BOX_WIDTH, WORDS_Y, style, "feet", WIDTH - widths[0] - APART, "right"),
    ]
    if not view.wider:
        return tuple(marks), 0.0
    first, between, last = widths
    middle = min(max(WIDTH / 2, first + APART + between / 2), WIDTH - last - APART - between / 2) if fits else WIDTH / 2
    down = 0.0 if fits else style.line_mm
    marks.insert(1 if fits else 2, line(view.wider, X + middle, WORDS_Y + down, style, "feet", WIDTH, "centre"))
    return tuple(marks), down
