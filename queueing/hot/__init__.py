"""What many people call about: streaming clusters, the burst alarm, and repeat calls. Pure; owners are named."""

from queueing.hot.burst import Burst, BurstBook, BurstRule, BurstRules, BurstStep
from queueing.hot.clusters import Cluster, HotTopics, Settled
from queueing.hot.complaint import Complaint
from queueing.hot.main_ticket import Candidate, main_of
from queueing.hot.repeats import Call, Repeat, repeat_of
from queueing.hot.rules import HotRules
from queueing.hot.topics import MEANS_EN, MEANS_ZH, ExampleChoice, Topic, about, topic_of, topics

__all__ = [
    "MEANS_EN",
    "MEANS_ZH",
    "Burst",
    "BurstBook",
    "BurstRule",
    "BurstRules",
    "BurstStep",
    "Call",
    "Candidate",
    "Cluster",
    "Complaint",
    "ExampleChoice",
    "HotRules",
    "HotTopics",
    "Repeat",
    "Settled",
    "Topic",
    "about",
    "main_of",
    "repeat_of",
    "topic_of",
    "topics",
]
