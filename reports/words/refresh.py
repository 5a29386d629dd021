"""Bring the catalogues up to date with the sentences in the source: ``python -m reports.words.refresh``.

New sentences are added without a translation, those that nobody says any more are dropped.
"""

from __future__ import annotations

import ast
import io
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from reports.words.say import ENGLISH, LANGUAGES

ROOM = Path(__file__).parents[1]
LOCALE = Path(__file__).with_name("locale")
FORMS = {"say": 1, "marked": 1, "say_many": 2}
"""What says or marks a sentence, and how many of its arguments are one."""


def sentences() -> Catalog:
    """Every sentence of the source, in the order of the files.

    Raises
    ------
    ValueError
        A sentence that is no plain string where it is said, so that no catalogue can hold it.
    """
    found = Catalog(project="Legdrive", charset="utf-8")
    for path in sorted(ROOM.rglob("*.py")):
        place = path.relative_to(ROOM.parent).as_posix()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in FORMS:
                forms = _literals(call.args[: FORMS[call.func.id]], f"{place}:{call.lineno}")
                if forms:
                    found.add(forms if len(forms) > 1 else forms[0], locations=[(place, 1)])
    return found


def _literals(arguments: list[ast.expr], where: str) -> tuple[str, ...]:
    """Sentences written where they are said; none where a marked one is said by its name."""
    if any(isinstance(each, ast.JoinedStr | ast.BinOp) for each in arguments):
        raise ValueError(f"{where}: write the sentence whole, with named parts")
    return tuple(each.value for each in arguments if isinstance(each, ast.Constant) and isinstance(each.value, str))


def translations(language: str) -> Catalog:
    """The catalogue of one language as it is on disk."""
    return read_po(io.BytesIO((LOCALE / f"{language}.po").read_bytes()), locale=language)


def refreshed(language: str) -> str:
    """The catalogue of one language with the sentences of today, as text."""
    known, fresh = translations(language), Catalog(language, project="Legdrive", charset="utf-8")
    for wanted in sentences():
        if wanted.id:
            before = known.get(wanted.id[0] if isinstance(wanted.id, tuple) else wanted.id)
            fresh.add(wanted.id, before.string if before else None, locations=wanted.locations)
    return _text(fresh)


def _text(catalogue: Catalog) -> str:
    """A catalogue as a file: no dates and no line numbers, so that only a changed sentence changes it."""
    for message in catalogue:
        message.flags.discard("python-format")  # a per cent sign is no placeholder here
    written = io.BytesIO()
    write_po(written, catalogue, width=100, omit_header=True, include_lineno=False)
    return f"{_header(catalogue)}\n{written.getvalue().decode('utf-8')}"


def _header(catalogue: Catalog) -> str:
    lines = (
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Language: {catalogue.locale}",
        f"Plural-Forms: {catalogue.plural_forms}",
    )
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines), ""])


def untranslated(catalogue: Catalog) -> list[Message]:
    """Sentences without a translation, or with one that is only guessed."""
    every = [message for message in catalogue if message.id]
    return [message for message in every if message.fuzzy or not all(_forms(message))]


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def main() -> None:
    """Refresh every catalogue and say what is left to translate."""
    for language in LANGUAGES:
        if language != ENGLISH:
            path = LOCALE / f"{language}.po"
            path.write_text(refreshed(language), encoding="utf-8")
            left = len(untranslated(translations(language)))
            print(f"{path.name}: {left} sentences without a translation")


if __name__ == "__main__":
    main()
