"""Worked cases: read a file of them, judge every one, write the answers."""

from monitoring.judgement.cases.document import answer_document

__all__ = ["answer_document"]
