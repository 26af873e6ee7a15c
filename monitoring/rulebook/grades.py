"""How well founded a number or a rule is, in words."""

from protocols.targets.stated import BONE, CONS, GUIDELINE, PROJECT, SEX

GRADES = {
    CONS: "Expert consensus: typical targets of the source document",
    BONE: "Best supported part of the source document: men without aromatase, and elderly men",
    SEX: "Clinical observation named by the source document",
    GUIDELINE: "Published guideline",
    PROJECT: "Project default: a choice made here, not a clinical fact",
}
