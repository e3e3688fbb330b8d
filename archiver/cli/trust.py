"""`archiver trust`: whom you trust."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archiver.cli import root, trusting
from archiver.cli.options import JsonOption, TrustOption

if TYPE_CHECKING:
    from archiver.sign.trust import Trust

app = typer.Typer(help="Whose signatures you accept.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(root.app, name="root")


@app.callback()
def trust() -> None:
    """Whose signatures you accept."""


@app.command()
def add(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A trust file that you compared.")] = None,
    source: Annotated[
        str, typer.Option("--from", metavar="SOURCE", help="A published one (https or a file): compare it now.")
    ] = "",
    fingerprint: Annotated[
        str, typer.Option("--fingerprint", metavar="F", help="With --from: the fingerprint, had another way.")
    ] = "",
) -> None:
    """Add signer sets to your own, once you compared the key ids.

    Of a file that roots signed, pin the root.
    """
    from archiver.cli import rooting
    from archiver.cli.fingerprints import compared, fetched
    from archiver.errors import UsageError
    from archiver.flows.pinning import refuse_unsigned
    from archiver.settings import trustfile
    from archiver.settings.home import home
    from archiver.sign import roots
    from archiver.sign import trust as trusting

    if (file is None) == (not source):
        raise UsageError("expected a FILE that you compared, or --from and a published one, found both or neither")
    where, wanted = source or str(file), "".join(fingerprint.lower().split())
    data = trustfile.read_trust(file) if file else fetched(source)
    if roots.is_signed(data, what=where):
        rooting.add(data, where, wanted, compared=file is not None)
        return
    published = trusting.read(data, what=where) if file else compared(data, where, wanted)
    refuse_unsigned(home(), published, where)
    _add_sets(published)


def _add_sets(published: "Trust") -> None:
    from archiver.cli.output import emit, safe
    from archiver.flows.setup import trust_set
    from archiver.settings.home import home

    archives = any("capture" in members.roles for members in published.sets)
    for members in published.sets:
        if archives and "witness" in members.roles:  # an archive does not choose who watches it
            emit(f"passed over: {safe(members.name)}, a witness in an archive's file; see `archiver trust vkey`")
            continue
        trust_set(home(), members)
        end = members.end()
        emit(f"trusted: {safe(members.name)} for {', '.join(members.roles)}" + (f"  until {end}" if end else ""))
        for key in members.keys:
            emit(f"  {key.algorithm:18} {key.keyid}")


@app.command()
def update(
    source: Annotated[
        str, typer.Option("--from", metavar="SOURCE", help="Take it from here (https or a file), once.")
    ] = "",
) -> None:
    """Follow the roots that you pinned to their newest list."""
    from archiver.cli import rooting

    raise typer.Exit(rooting.update_all(source))


@app.command("list")
def list_(trust: TrustOption = None, json: JsonOption = False) -> None:
    """List the signer sets that you trust, and who vouches."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, emit_json, note, safe
    from archiver.flows import pinning
    from archiver.settings.home import home

    current = trusting.trusted(trust).trust
    if json:
        emit_json(current.document())
        return
    for members in current.sets:
        end = members.end()
        emit(f"{safe(members.name)}  {', '.join(members.roles)}" + (f"  until {end}" if end else ""))
        for key in members.keys:
            emit(f"  {key.algorithm:18} {key.keyid}")
    for pinned in pinning.pinned_roots(home()) if trust is None else ():
        root, listed = pinned.root.model, pinned.list.model
        names = ", ".join(safe(members.name) for members in listed.sets) or "nobody"
        emit(f"root {safe(root.name)} {root.version}, list {listed.version}, good until {listed.expires}: {names}")
    for text in pinning.expired(home(), wiring.now()) if trust is None else ():
        note(f"archiver: {safe(text)}")


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A trust file.")]) -> None:
    """Check that a trust file is well-formed.

    Its key ids must be right; the fingerprints of its sets are shown.
    """
    from archiver.cli.output import emit, safe
    from archiver.settings import trustfile
    from archiver.sign import trust as trusting

    found = trusting.read(trustfile.read_trust(file), what=str(file))
    emit(f"{file}: {len(found.sets)} signer sets, {sum(len(s.keys) for s in found.sets)} keys")
    for members in found.sets:
        emit(f"  {safe(members.name)}  {', '.join(members.roles)}  {members.fingerprint()}")


@app.command()
def authority(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you call the authority.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Its root certificate in PEM, which you compared.")
    ] = None,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Count none of its stamps any more: its key was lost.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="With --revoke: why.")] = "",
) -> None:
    """Trust time stamps that lead to a root certificate, or end that."""
    from archiver.cli import wiring
    from archiver.cli.output import emit, safe
    from archiver.errors import UsageError
    from archiver.flows.authorities import authority_of, revoke_authority, trust_authority
    from archiver.settings import trustfile
    from archiver.settings.home import home
    from archiver.sign.trust import Revocation

    if revoke and file is None:
        revocation = Revocation(at=wiring.now(), compromised_at=None, reason=reason or None)
        ended = revoke_authority(home(), name, revocation)
        emit(f"revoked: {safe(ended.name)}; no stamp of it counts any more, whatever time it states")
        return
    if file is None or revoke or reason:
        raise UsageError("expected a FILE with root certificates, or --revoke, found both or neither")
    made = authority_of(name, trustfile.read_trust(file), what=str(file))
    trust_authority(home(), made.authority)
    for subject, fingerprint in made.certificates:
        emit(f"trusted for time stamps: {subject}")
        emit(f"  sha256 {fingerprint}")


@app.command()
def bitcoin(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Block headers, 80 octets each, from your own node.")],
    checkpoint: Annotated[
        str, typer.Option("--checkpoint", metavar="HEIGHT:HASH", help="The first of them, which you compared.")
    ],
) -> None:
    """Name your own copy of Bitcoin's block headers.

    For OpenTimestamps proofs. Checked are the work in them and that each follows from the one before. Whether a block
    counts as a time is for `archiver trust policy --bitcoin` to say.
    """
    from archiver.cli.heading import named
    from archiver.cli.output import emit
    from archiver.flows.authorities import trust_bitcoin
    from archiver.settings.home import home

    pinned, lines = named(file, checkpoint)
    trust_bitcoin(home(), pinned)
    for line in lines:
        emit(line)


@app.command()
def vkey(
    key: Annotated[str, typer.Argument(metavar="VKEY", help="The public key of a log or a witness, from its keeper.")],
) -> None:
    """Trust a log or a witness by its key as text.

    As a C2SP signed-note writes it: name+hash+base64.
    """
    from archiver.cli.output import emit, safe
    from archiver.flows.authorities import set_of_vkey
    from archiver.flows.setup import trust_set
    from archiver.settings.home import home

    members = set_of_vkey(key)
    trust_set(home(), members)
    emit(f"trusted: {safe(members.name)} for {', '.join(members.roles)}")
    emit(f"  ed25519            {members.keys[0].keyid}")


@app.command()
def policy(
    authorities: Annotated[
        int | None, typer.Option("--authorities", min=0, help="Time authorities that have to vouch.")
    ] = None,
    witnesses: Annotated[
        int | None, typer.Option("--witnesses", min=0, help="Witnesses of a log that have to vouch.")
    ] = None,
    log: Annotated[bool | None, typer.Option("--log/--no-log", help="Whether a log has to hold it.")] = None,
    time: Annotated[
        bool | None, typer.Option("--time/--no-time", help="Whether an independent time has to be there.")
    ] = None,
    bitcoin: Annotated[
        bool | None,
        typer.Option("--bitcoin/--no-bitcoin", help="Whether a block of your Bitcoin headers counts as such a time."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show what `verified` needs by your trust file, or change it."""
    from archiver.cli.output import emit, emit_json
    from archiver.flows.authorities import set_policy
    from archiver.settings.home import home

    wanted = {
        "authorities": authorities,
        "witnesses": witnesses,
        "log": log,
        "require_independent_time": time,
        "bitcoin": bitcoin,
    }
    found = set_policy(home(), {key: value for key, value in wanted.items() if value is not None})
    if json:
        emit_json(found.document())
        return
    for key, value in found.document().items():
        emit(f"{key:24} {str(value).lower()}")
