"""All resources of a file, and how they are found by the references of others. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from exchange.fhir_reading.json_text import Document, read_documents
from exchange.fhir_reading.tree import Node, node, part, parts, text
from exchange.files.csv_reading import Unusable, shortened


class Resource(NamedTuple):
    """A resource with its place in the file; `home` is what contains it, else it is its own."""

    place: str
    kind: str
    id: str
    address: str
    body: Node
    home: Node

    @property
    def named(self) -> str:
        """The place with kind and id, as a report names it."""
        what = " ".join(filter(None, (self.kind, shortened(self.id))))
        return ", ".join(filter(None, (self.place, what)))


Unread = tuple[str, str, str]
"""What holds no resource: its place, its kind, and why."""


@dataclass
class Pool:
    """What a file holds, in its order."""

    resources: list[Resource] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    _by_address: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def add(self, place: str, body: Node, address: str = "") -> None:
        """Note a resource under its address, that within its server, and under its kind and id."""
        kind, name = text(body, "resourceType"), text(body, "id")
        self.resources.append(Resource(place, kind, name, address, body, body))
        for each in {address, _within(address, kind), f"{kind}/{name}" if name else ""} - {""}:
            self._by_address[each].append(body)

    def find(self, reference: Node, home: Node) -> Node:
        """What a reference points at; empty where that is not here, or could be two things."""
        written = text(reference, "reference").partition("/_history/")[0]
        if written.startswith("#"):
            found = [each for each in parts(home, "contained") if text(each, "id") == written[1:]]
        else:
            found = self._by_address.get(written, [])
        return found[0] if found and _are_one(found) else {}


def _within(address: str, kind: str) -> str:
    """An address such as https://lab.example/Patient/1 as others of its server write it."""
    steps = address.rsplit("/", 2)
    return "/".join(steps[-2:]) if kind in steps[-2:-1] else ""


def _are_one(found: list[Node]) -> bool:
    try:
        return all(each == found[0] for each in found[1:])
    except RecursionError:
        return False


def contained(resource: Resource) -> Iterator[Resource]:
    """The resources inside a resource."""
    for body in parts(resource.body, "contained"):
        kind, name = text(body, "resourceType"), text(body, "id")
        yield Resource(resource.named, kind, name, "", body, resource.body)


def take_apart(written: str) -> Pool:
    """Read every resource of a file; raises Unusable where there is none."""
    return gather(read_documents(written))


def gather(documents: Iterable[Document]) -> Pool:
    """Every resource of a file that was read; raises Unusable where there is none."""
    pool = Pool()
    for document in documents:
        _take_document(pool, document)
    if not pool.resources and not pool.unread:
        raise Unusable("The file holds no FHIR resource.")
    return pool


def _take_document(pool: Pool, document: Document) -> None:
    body = node(document.tree)
    kind = text(body, "resourceType")
    if document.flaw:
        pool.unread.append((document.place, "malformed", f"The line is lost: {document.flaw}."))
    elif kind == "Bundle":
        _take_bundle(pool, document.place, body)
    elif kind:
        pool.add(document.place, body)
    elif document.place:
        reason = "The line holds no FHIR resource."
        pool.unread.append((document.place, "malformed", reason))


def _take_bundle(pool: Pool, before: str, bundle: Node) -> None:
    entries = bundle.get("entry")
    for number, each in enumerate(entries if isinstance(entries, list) else [], start=1):
        place, entry = ", ".join(filter(None, (before, f"entry {number}"))), node(each)
        body = part(entry, "resource")
        if text(body, "resourceType"):
            pool.add(place, body, text(entry, "fullUrl"))
        else:
            pool.unread.append((place, "not_a_result", _why_empty(entry)))
    if any(text(link, "relation") == "next" for link in parts(bundle, "link")):
        reason = "The bundle goes on in another one, which is not in this file. Bring that as well."
        pool.unread.append((before or "Bundle", "malformed", reason))


def _why_empty(entry: Node) -> str:
    if text(part(entry, "request"), "method").upper() == "DELETE":
        return "The entry asks to delete something. Nothing is deleted by a file."
    return "The entry holds no resource."
