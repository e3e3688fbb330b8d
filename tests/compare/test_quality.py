"""The differ on the labelled pairs: what is asked of it in precision, recall and false alarms."""

import pytest

from tests.compare.edits import generated
from tests.compare.golden import CLASSES, Pair, hand_made, noise_only
from tests.compare.scoring import compared, score

STRICT = ("quantity", "hedge", "negation", "speaker")
ASKED = 0.95
FAIR = 0.85  # of the other classes: a floor that a defect would fall through


@pytest.mark.parametrize("pairs", [hand_made(), generated(1, 200), generated(2, 200)], ids=["hand", "seed 1", "seed 2"])
def test_precision_and_recall_by_class(pairs: tuple[Pair, ...]) -> None:
    scores = score(pairs)
    for kind in CLASSES:
        asked = ASKED if kind in STRICT else FAIR
        assert scores[kind].precision >= asked, (kind, scores[kind])
        assert scores[kind].recall >= asked, (kind, scores[kind])


def test_noise_raises_no_alert() -> None:
    alerts = [pair.name for pair in noise_only() if compared(pair).alert]
    assert len(alerts) * 100 <= len(noise_only())
