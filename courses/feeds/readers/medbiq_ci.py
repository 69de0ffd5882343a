"""Reads the sequence blocks of a MedBiquitous Curriculum Inventory, version 1, as courses."""

from collections.abc import Generator, Iterable, Iterator
from typing import Any

from courses.feeds.exchange import Answer, Exchange, NotReadable, ReaderSettings, Request, Row, Told
from courses.feeds.readers.lom import local
from courses.feeds.readers.medbiq_ci_words import Inventory, block_values
from courses.feeds.readers.xml_elements import XmlFile, fault_of

VERSION = 2
NEEDS_PROFILE = False

# The first is the standard; the second is what drafts of it, still in use in samples, were called.
_ROOTS = ("CurriculumInventory", "CurriculumReport")
_BLOCK = "SequenceBlock"
_BELOW = {
    "Event": "Events",
    "CompetencyObject": "Expectations",
    "Object": "Objects",
    "Level": "AcademicLevels",
    _BLOCK: "Sequence",
}
_OF_THE_REPORT = frozenset({"Title", "Language", "Institution", "Program"})


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], _settings: ReaderSettings) -> Iterator[Told]:
    """What blocks refer to stands before and behind them, so the file is read twice: what there is, then the blocks."""
    for _, answer in answers:
        file = XmlFile(answer.path)
        inventory = Inventory()
        for element in file.chosen(_is_asked_for):
            if fault_of(element) is None:
                inventory.take(element)
        number = 0
        for element in file.chosen(_is_asked_for):
            if local(element) != _BLOCK:
                continue
            number += 1
            fault = fault_of(element)
            values, faults = ({}, [fault]) if fault else block_values(element, inventory)
            yield Row(f"sequence block {number}", values, faults)
        yield from file.told


def _is_asked_for(open_elements: list[Any]) -> bool:
    """Raises NotReadable in a file of another kind."""
    if local(open_elements[0]) not in _ROOTS:
        message = "The file is no MedBiquitous Curriculum Inventory. Check the address and the format."
        raise NotReadable("not_a_feed", message)
    name = local(open_elements[-1])
    if len(open_elements) == 2:
        return name in _OF_THE_REPORT
    return len(open_elements) == 3 and _BELOW.get(name) == local(open_elements[-2])
