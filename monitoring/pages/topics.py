"""What the lines of the worklist are called."""

from __future__ import annotations

from monitoring.judgement.topics import Topic

TOPIC_WORDS = {
    Topic.ESTRADIOL: "Estradiol",
    Topic.TESTOSTERONE: "Testosterone",
    Topic.HEMATOCRIT: "Hematocrit",
    Topic.LABS: "Labs",
    Topic.DOSE: "Dose",
    Topic.START: "Start of treatment",
    Topic.BONE: "Bone density",
}
