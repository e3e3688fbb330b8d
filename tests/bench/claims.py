"""Claims without a model: words a second on one core, in articles where every paragraph reports what somebody said."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from archiver.claims.find import find
from tests.bench.measure import interleaved
from tests.bench.pages import page
from tests.bench.table import Row

TARGET = 200_000
_UKRAINIAN = (
    "«Ми відійшли на нові позиції, і місто лишилося без світла», — сказав речник бригади Тарас Бойко. Міст через річку Вель "
    "відкрили для руху у вівторок, на день раніше, ніж планували інженери, і першими ним проїхали вантажівки з зерном.",
    "Як повідомляє пресслужба міської ради, водопостачання в місті відновлять до вечора середи. Школи й дитячі садки тим "
    "часом не працюють, а лікарня приймає лише тих, кому допомога потрібна негайно.",
    "За словами ген. Петренка, оборона на цій ділянці тримається вже пів року, а резервів вистачить до весни. Торік у цю "
    "пору дороги розмило, і підкріплення довго не могло дістатися до села на лівому березі.",
)


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Words a second, English and Ukrainian."""
    count = 2 if quick else 100
    english = [page(number, 60_000).blocks for number in range(count)]
    yield _row("claims, English", english, "en", quick=quick)
    yield _row("claims, Ukrainian", [_UKRAINIAN * 10] * count, "uk", quick=quick)


def _row(what: str, articles: Sequence[Sequence[str]], language: str, *, quick: bool) -> Row:
    words = sum(len(block.split()) for blocks in articles for block in blocks)
    (spent,) = interleaved(1 if quick else 5, lambda: [find(blocks, language=language) for blocks in articles])
    (bare,) = interleaved(1 if quick else 5, lambda: [block.lower().split() for blocks in articles for block in blocks])
    speed = words / spent.cpu
    return Row(
        what,
        f"{speed:,.0f} words/s",
        limit=f"split into words alone: {words / bare.cpu:,.0f} words/s",
        target=f">= {TARGET:,}/s",
        verdict="pass" if speed >= TARGET else "FAIL",
    )
