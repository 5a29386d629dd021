"""The summary of one day on as many pages as it needs."""

from __future__ import annotations

from reports.layout.flow import Flow, text_block, title_block
from reports.layout.ladder import ladder_block
from reports.layout.session_drives import ROW_HEIGHT, drive_rows
from reports.layout.session_over import over_block
from reports.layout.session_table import session_table
from reports.marks import Group
from reports.session.page import SessionPage
from reports.theme import BODY, NOTE, SMALL, SMALLEST
from reports.words import session as words
from reports.words.say import say

GAP = 4.5


def lay_out_session(page: SessionPage) -> tuple[tuple[Group, ...], ...]:
    """Marks of the summary, a sequence a page, from the top-left corner of the 182 × 251 mm box.

    Raises ``ReportOverflow`` and ``GlyphMissing`` as :func:`reports.layout.lay_out`.
    """
    flow = Flow(page.heading)
    for sentence in page.sentences:
        flow.place(text_block(sentence, (BODY, SMALL, SMALLEST)), 0.6)
    _table(flow, page)
    _drives(flow, page)
    flow.place(title_block(say(words.LADDER_HEADING), say(words.LADDER_NOTE) if page.ladders else ""), GAP, 22.0)
    for number, ladder in enumerate(page.ladders):
        flow.place(ladder_block(ladder), 3.0 if number else 0.0)
    if not page.ladders:
        flow.place(text_block(say(words.LADDER_NONE), (SMALL, SMALLEST)))
    _over(flow, page)
    flow.place(text_block(" ".join(page.notes), (NOTE, SMALLEST)), GAP)
    return flow.pages()


def _table(flow: Flow, page: SessionPage) -> None:
    if page.rows:
        flow.place(title_block(say(words.TABLE_HEADING)), 3.0, 16.0)
        flow.table(session_table(page.rows))


def _drives(flow: Flow, page: SessionPage) -> None:
    if page.drives:
        flow.place(title_block(say(words.DRIVES_HEADING), say(words.DRIVES_NOTE)), GAP, ROW_HEIGHT)
        for row in drive_rows(page.drives):
            flow.place(row)


def _over(flow: Flow, page: SessionPage) -> None:
    note = say(words.OVER_NOTE) if page.over else ""
    flow.place(title_block(say(words.OVER_HEADING), note), GAP, 40.0 if page.over else 5.0)
    for number, kind in enumerate(page.over):
        flow.place(over_block(kind), 3.5 if number else 0.0)
    if not page.over:
        flow.place(text_block(say(words.OVER_NONE), (SMALL, SMALLEST)))
