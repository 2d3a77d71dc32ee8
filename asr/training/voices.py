"""Which voices train, which are held out, and random variants that make many speakers out of few."""

import random

from asr.training.synth import MANDARIN, Manner

HELD_OUT = ("f3", "m5", "m8", "f5", "Andrea", "Henrique", "linda", "edward", "steph", "paul")
TRAINED = (
    "f1", "f2", "f4", "m1", "m2", "m3", "m4", "m6", "m7", "Alex", "Alicia", "Andy", "Annie", "Denis", "Diogo",
    "Gene", "Gene2", "Hugo", "Jacky", "Lee", "Marco", "Mario", "Michael", "Mike", "Nguyen", "Reed",
    "RicishayMax2", "RicishayMax3", "Storm", "Tweaky", "adam", "anika", "announcer", "antonio", "aunty",
    "belinda", "benjamin", "boris", "caleb", "david", "ed", "edward2", "gustave", "grandma", "grandpa", "ian",
    "iven", "iven3", "iven4", "john", "kaukovalta", "klatt", "klatt2", "klatt3", "klatt5", "marcelo", "max",
    "michel", "miguel", "norbert", "pedro", "quincy", "rob", "robert", "robosoft", "robosoft3", "robosoft5",
    "sandro", "shelby", "steph2", "steph3", "travis", "victor", "zac",
)  # fmt: skip
FOREIGN = ("en-us", "en-gb-scotland", "es", "de", "fr", "ru", "it", "pt")
RANDOM_VARIANTS = 160

# espeak-ng keeps 400 harmonics and does not check: a deep voice with high, wide upper formants writes past them and
# crashes the process (a fault in WavegenFill with pitches down to 22 and base pitches of 65 Hz).
_LEAST_PITCH_HZ = 85
_LEAST_PITCH = 36
_WIDEST = (1.3, 1.3, 1.3, 1.25, 1.15, 1.05, 1.0, 1.0, 1.0)


def random_variant(chance: random.Random) -> str:
    """Write one voice variant file: a vocal tract of another length, its own formants, pitch, breath and roughness."""
    female = chance.random() < 0.5
    scale = chance.uniform(0.98, 1.2) if female else chance.uniform(0.84, 1.06)
    low = chance.randint(130, 210) if female else chance.randint(_LEAST_PITCH_HZ, 125)
    lines = ["language variant", "name random", f"pitch {low} {int(low * chance.uniform(1.25, 1.75))}"]
    for number in range(9):
        frequency = int(100 * min(scale * chance.uniform(0.95, 1.05), _WIDEST[number]))
        lines.append(f"formant {number} {frequency} {chance.randint(70, 130)} {chance.randint(75, 125)}")
    lines += [
        f"roughness {chance.randint(0, 4)}",
        f"flutter {chance.randint(0, 8)}",
        f"consonants {chance.randint(75, 130)}",
    ]
    if chance.random() < 0.3:
        lines.append("breath " + " ".join(str(chance.randint(0, 4)) for _ in range(8)))
    if chance.random() < 0.25:
        lines.append(f"echo {chance.randint(20, 140)} {chance.randint(5, 25)}")
    if chance.random() < 0.2:
        lines.append(f"klatt {chance.randint(1, 5)}")
    return "\n".join(lines) + "\n"


def random_variants(seed: int) -> dict[str, str]:
    """Give the trainer's own variants: name -> file text."""
    chance = random.Random(seed)
    return {f"made{number:03d}": random_variant(chance) for number in range(RANDOM_VARIANTS)}


def training_manner(chance: random.Random) -> Manner:
    """Draw a voice and a way of speaking for training."""
    kind = chance.random()
    if kind < 0.06:
        voice = MANDARIN
    elif kind < 0.5:
        voice = f"{MANDARIN}+{chance.choice(TRAINED)}"
    else:
        voice = f"{MANDARIN}+made{chance.randrange(RANDOM_VARIANTS):03d}"
    return Manner(
        voice=voice,
        rate=chance.randint(110, 255),
        pitch=chance.randint(_LEAST_PITCH, 82),
        pitch_range=chance.randint(25, 75),
        front_ang=chance.random() < 0.35,
    )


def held_out_manner(chance: random.Random) -> Manner:
    """Draw a voice that no training utterance used."""
    voice = f"{MANDARIN}+{chance.choice(HELD_OUT)}"
    return Manner(
        voice=voice,
        rate=chance.randint(125, 220),
        pitch=chance.randint(_LEAST_PITCH, 75),
        pitch_range=chance.randint(30, 70),
    )
