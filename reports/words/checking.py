"""What is said about a file: its bookmarks, and what checking it found."""

from __future__ import annotations

from reports.words.say import LOCALES, language, say, say_many


def language_tag() -> str:
    """The language spoken now, as a PDF names it."""
    return LOCALES[language()]


def page_words(number: int) -> str:
    """``Page 1``."""
    return say("Page {number}", number=number)


def lift_file() -> str:
    """What ``lift.json`` is."""
    return say("The lift's numbers, with their uncertainties")


def page_file() -> str:
    """What ``page.json`` is."""
    return say("Names and notes of these pages, and the earlier lifts they compare with")


def plates_file() -> str:
    """What ``plates.json`` is."""
    return say("Plates, zero and settings with which the samples were measured")


def samples_file() -> str:
    """What ``samples.parquet`` is."""
    return say("The samples from which the numbers were computed")


def not_inside(name: str) -> str:
    """A PDF of somebody else's."""
    return say("is no report of Legdrive: it carries no {name}", name=name)


def no_json(name: str) -> str:
    """A damaged attachment."""
    return say("its {name} is damaged", name=name)


def unknown_layout() -> str:
    """Attachments of a later version."""
    return say("its attachments are laid out in a way that this version does not know")


def update() -> str:
    """What to do about it."""
    return say("update Legdrive")


def give_a_report() -> str:
    """What to do about a foreign file."""
    return say("give a report that Legdrive wrote")


def get_it_again() -> str:
    """What to do about a damaged file."""
    return say("ask for the report again")


def no_pdf() -> str:
    """A file that is none, or damaged."""
    return say("is no PDF that can be read")


def pages_differ(has: int, drawn: int) -> str:
    """A page dropped or added."""
    return say("the file has {has} pages; its attachments give {drawn}", has=has, drawn=drawn)


def attachment_extra(name: str) -> str:
    """A file put in by somebody else."""
    return say("the attachment {name} is not one of Legdrive's", name=name)


def attachment_described(name: str) -> str:
    """What a file inside is, told otherwise."""
    return say("the description of the attachment {name} was changed", name=name)


def part_differs(name: str, key: str, has: str, gives: str) -> str:
    """A part of an attachment that nothing was made of."""
    return say(
        "{name}: {key}: {has} in the file; {gives} when it is made again", name=name, key=key, has=has, gives=gives
    )


def unknown_part(name: str, key: str) -> str:
    """A part of an attachment that Legdrive never writes."""
    return say("{name}: {key} is not one of Legdrive's parts of it", name=name, key=key)


def beside_the_pages(place: str) -> str:
    """Fonts, notes over the page, tags, bookmarks or title."""
    return say("something beside the drawing was changed: {place}", place=place)


def text_differs(page: int, shows: str, gives: str) -> str:
    """An edited text."""
    return say("page {page}: the file shows “{shows}”; the numbers give “{gives}”", page=page, shows=shows, gives=gives)


def drawing_differs(page: int) -> str:
    """An edited drawing."""
    return say("page {page}: lines or shapes were changed; the texts are the same", page=page)


def number_differs(key: str, attached: str, again: str) -> str:
    """A number that does not follow from the samples."""
    return say("{key}: {attached} in the file; {again} from the samples", key=key, attached=attached, again=again)


def samples_changed() -> str:
    """Samples that are not those that the analysis read."""
    return say("samples.parquet: its samples are not those that the report was made from (their digest differs)")


def samples_of_recording_changed() -> str:
    """The same, by the digest of the whole recording."""
    return say("the samples do not have the digest of the recording that lift.json names")


def more_numbers(count: int) -> str:
    """Those that are not listed."""
    return say_many("{number} more number differs", "{number} more numbers differ", count)


def unknown_report() -> str:
    """A kind of report that a later version made."""
    return say("is a report of a kind that this version does not know")


def other_methods(theirs: str, ours: str, version: str) -> str:
    """Measured with other methods."""
    return say(
        "was measured with methods {theirs} (Legdrive {version}); these are {ours}, so numbers may differ honestly",
        theirs=theirs,
        ours=ours,
        version=version,
    )


def use_that_version(version: str) -> str:
    """What to do about it."""
    return say("check it with Legdrive {version}", version=version)


def other_version(theirs: str, ours: str) -> str:
    """Drawn by another version."""
    return say(
        "the pages were drawn by Legdrive {theirs}; this is {ours}: differences of the pages may be honest",
        theirs=theirs,
        ours=ours,
    )


def no_source() -> str:
    """A report of forces alone."""
    return say("carries no samples, and does not say what it was measured from")


def samples_stayed(rate_hz: float, path: str) -> str:
    """A recording of a high rate."""
    return say(
        "was measured at {rate:g} Hz: its samples are not in the file but in the recording {path}",
        rate=rate_hz,
        path=path,
    )


def give_the_recording() -> str:
    """What to do about it."""
    return say("give --recording FILE")


def another_recording() -> str:
    """A recording that is not the one."""
    return say("is not the recording that the report names: the digest of its samples differs")


def damaged(name: str, why: str) -> str:
    """An attachment that cannot be read."""
    return say("its {name} cannot be read: {why}", name=name, why=why)


def equal(numbers: int, samples: int, pages: int) -> str:
    """All is well."""
    return say(
        "equal: {numbers} numbers from {samples} samples a channel, and {pages} pages",
        numbers=numbers,
        samples=samples,
        pages=pages,
    )


def cannot_be_drawn(why: str) -> str:
    """Attachments that make no page."""
    return say("its attachments give no page: {why}", why=why)
