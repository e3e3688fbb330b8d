"""`archiver renew`: fresh time stamps for everything, before old ones grow weak."""

from archiver.cli.options import (
    DEFAULT_ARCHIVE,
    ArchiveOption,
    AuthorityOption,
    CalendarOption,
    JsonOption,
    QuietOption,
)


def renew(
    authority: AuthorityOption = None,
    calendar: CalendarOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Stamp the log's newest checkpoint again.

    Every package gets a proof that leads to it. Do it before an authority's certificate or a digest grows weak.
    """
    from archiver.cli.asking import Asked
    from archiver.cli.log import tell
    from archiver.cli.logging import run_batch

    asked = Asked(tuple(authority or ()), tuple(calendar or ()))
    tell(run_batch(archive, asked, stamp=True, quiet=quiet, renew=True), json=json)
