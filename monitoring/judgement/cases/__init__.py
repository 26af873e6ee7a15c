"""Worked cases: read a file of them, judge every one, write the answers."""

from monitoring.judgement.cases.document import REFUSED, answer_document
from monitoring.judgement.cases.reading import FILE, read_document

__all__ = ["FILE", "REFUSED", "answer_document", "read_document"]
