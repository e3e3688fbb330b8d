"""What `archiver growth` says, for people and as JSON."""

from typing import TYPE_CHECKING, Any

from archiver.bundle.rolled import ZSTD_LEVEL
from archiver.cli.looking.render import counted
from archiver.cli.output import emit
from archiver.flows.savings import PRUNABLE
from archiver.model.duration import format_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archiver.flows.growth import Growth, Tally
    from archiver.flows.savings import Area, Savings

_MEANING = {
    "new text": "new text",
    "same text": "same text, other payload",
    "same payload": "same payload as an earlier one",
    "not modified": "not modified (304)",
    "no text": "no text: failed tries, feeds",
}
_ROW = "{:<32} {:>9} {:>9} {:>9} {:>9} {:>6}"
_FILES = "{:<32} {:>9} {:>9} {:>9}"


def document(of: "Growth", saved: "Savings", kinds: "Mapping[str, Area]", month: str | None) -> dict[str, Any]:
    """The JSON document; all sizes in octets."""
    return {
        "month": month,
        "packages": {
            "by_kind": {_key(kind): _tally(tally) for kind, tally in of.kinds.items()},
            "total": _tally(of.total),
            "missing": of.missing,
            "single_files": of.singles,
            "slack": of.slack,
        },
        "savings": {
            "measured_packages": saved.sample,
            "rolling": saved.rolling,
            "rolling_zstd": saved.rolling_zstd,
            "rolling_fewer_files": saved.fewer_files,
            "zstd_sidecars": saved.zstd_sidecars,
            "zstd_segments": saved.zstd_segments,
        },
        "files": {
            _key(kind): {
                "files": area.files,
                "octets": area.octets,
                "allocated": area.allocated,
                "advice": PRUNABLE.get(kind),
            }
            for kind, area in kinds.items()
        },
    }


def _key(words: str) -> str:
    return words.replace(",", "").replace(" ", "_")


def _tally(tally: "Tally") -> dict[str, int]:
    return {
        "packages": tally.packages,
        "segments": tally.segments,
        "sidecars": tally.sidecars,
        "mean": tally.mean,
    }


def render(of: "Growth", saved: "Savings", kinds: "Mapping[str, Area]", month: str | None) -> None:
    """Three tables: what came, what could be saved of it, and what else lies in the archive's folder."""
    title = f"captures of {month}" if month else "all captures"
    emit(_ROW.format(title, "packages", "WARC", "sidecars", "each", "share"))
    for kind, tally in of.kinds.items():
        emit(_line(_MEANING[kind], tally, of.total.octets))
    emit(_line("together", of.total, of.total.octets))
    if of.missing:
        emit(f"  {counted(of.missing, 'package')} of the index without files: see `archiver audit`")
    emit("")
    _render_savings(of, saved)
    emit("")
    emit(_FILES.format("in the archive's folder", "files", "octets", "on disk"))
    for name, area in kinds.items():
        if area.files:
            advice = f"  {PRUNABLE[name]}" if name in PRUNABLE else ""
            sizes = format_size(area.octets), format_size(area.allocated)
            emit(_FILES.format(f"  {name}", area.files, *sizes) + advice)


def _line(name: str, tally: "Tally", whole: int) -> str:
    sizes = (format_size(octets) for octets in (tally.segments, tally.sidecars, tally.mean))
    share = f"{100 * tally.octets / whole:.0f} %" if whole else ""
    return _ROW.format(f"  {name}", tally.packages, *sizes, share).rstrip()


def _render_savings(of: "Growth", saved: "Savings") -> None:
    if not saved.sample:
        emit("what could be saved: no package to measure")
        return
    emit(f"what could be saved on disk, by {counted(saved.sample, 'package')} measured")
    fewer = f"{counted(saved.fewer_files, 'file')} fewer; {_size(of.slack)} are rests of blocks"
    rolling = (
        ("rolling", saved.rolling, fewer),
        ("rolling with zstd", saved.rolling_zstd, "the same, with `roll_sidecars: zstd` in archiver.yaml"),
    )
    alone = (
        ("zstd on sidecars as they are", saved.zstd_sidecars, f"each alone, level {ZSTD_LEVEL}"),
        ("zstd on WARCs", saved.zstd_segments, "they are deflated already"),
    )
    for name, octets, told in (*(rolling if saved.fewer_files else ()), *alone):
        share = round(100 * octets / (of.total.octets + of.slack)) if octets else 0
        emit(f"  {name:<30} {_size(octets):>9} {share:>4} %  {told}")


def _size(octets: int) -> str:
    return f"-{format_size(-octets)}" if octets < 0 else format_size(octets)
