"""A small week in the normal tests; `make soak` has the large one."""

from pathlib import Path

from tests.soak.week import Week, soak


def test_a_small_week(tmp_path: Path) -> None:
    soak(
        tmp_path,
        Week(
            articles=8,
            days=2,
            every_hours=8,
            edits=3,
            spoils=3,
            seed=20261127,
            kills=4,
            outages=2,
            stalls=1,
            nameless=1,
        ),
    )
