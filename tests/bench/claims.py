"""Claims: words a second on one core, in articles where nearly every paragraph quotes somebody; with a model and without."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from archiver.claims.extractors import Name, extractor
from archiver.errors import ResourceError
from tests.bench.measure import interleaved
from tests.bench.pages import page
from tests.bench.table import Row, skipped

TARGETS: dict[Name, int] = {"default": 200_000, "nlp": 2_500}
_ENGLISH = (
    "“We closed the bridge at noon, and nobody was told why,” Ana Lee, an engineer at the Lerna works, said on Tuesday.",
    "The council plans to open it again next spring, according to two people who have seen the contract.",
    "Bo Ray, who runs the harbour, urged the mayor to publish the report and called the delay “a bad joke”.",
    "More than 900 lorries used to cross the Vel there every day; most of them now go through Polis, 40km to the north.",
    "The mayor is expected to resign. His office did not say whether he had read the warnings, which date from 2019.",
)
_UKRAINIAN = (
    "«Ми відійшли на нові позиції, і місто лишилося без світла», — сказав речник бригади Тарас Бойко.",
    "Як повідомляє пресслужба міської ради, водопостачання в місті відновлять до вечора середи.",
    "За словами ген. Петренка, оборона на цій ділянці тримається вже пів року, а резервів вистачить до весни.",
    "Міст через річку Вель відкрили для руху у вівторок, на день раніше, ніж планували інженери.",
)


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Words a second: English and Ukrainian without a model, English with one."""
    count = 2 if quick else 100
    english = [page(number, 60_000).blocks for number in range(count)]
    yield _row("claims, English", english, "en", quick=quick)
    yield _row("claims, Ukrainian", [_UKRAINIAN * 10] * count, "uk", quick=quick)
    try:
        yield _row("claims with nlp", [_ENGLISH * 10] * (1 if quick else 20), "en", name="nlp", quick=quick)
    except ResourceError as e:
        yield skipped("claims with nlp", str(e))


def _row(what: str, articles: Sequence[Sequence[str]], language: str, *, quick: bool, name: Name = "default") -> Row:
    find = extractor(name)
    words = sum(len(block.split()) for blocks in articles for block in blocks)
    (spent,) = interleaved(1 if quick else 5, lambda: [find(blocks, language=language) for blocks in articles])
    (bare,) = interleaved(1 if quick else 5, lambda: [block.lower().split() for blocks in articles for block in blocks])
    speed = words / spent.cpu
    return Row(
        what,
        f"{speed:,.0f} words/s",
        limit=f"split into words alone: {words / bare.cpu:,.0f} words/s",
        target=f">= {TARGETS[name]:,}/s",
        verdict="pass" if speed >= TARGETS[name] else "FAIL",
    )
