"""The signing keys of this run, and the passphrase or PIN that opens them: from a file, or asked for once."""

import os
import sys
from functools import cache, partial

from archiver.flows.setup import load_signers
from archiver.settings import keyring
from archiver.settings.home import home
from archiver.sign import keys

INTERRUPTED = 130

_answers: list[str] = []  # what was typed at the terminal in this run


def ask_passphrase(*, new: bool) -> str:
    """Asks at the terminal, without echo, once in a run; a new passphrase twice."""
    import typer

    if not _answers:
        text = "New passphrase for the signing keys" if new else "Passphrase for the signing keys"
        try:
            _answers.append(str(typer.prompt(text, hide_input=True, err=True, confirmation_prompt=new)))
        except (typer.Abort, EOFError, OSError) as e:  # which typer would turn into 1: "tampered"
            raise typer.Exit(INTERRUPTED) from e
    return _answers[0]


def passphrase(*, new: bool = False) -> bytes:
    """From a file (`keyring.passphrase_file`) or from the terminal; raises UsageError without either."""
    prompt = partial(ask_passphrase, new=new) if sys.stdin and sys.stdin.isatty() else None
    return keyring.read_passphrase(os.environ, prompt)


def has_passphrase_source() -> bool:
    """Whether a passphrase can be had without a terminal."""
    return keyring.passphrase_file(os.environ) is not None


def is_encrypted(name: str) -> bool:
    """Whether the key files of that name need a passphrase."""
    return keyring.is_encrypted(home(), name)


def pin(token: str) -> str:
    """The PIN of a token, from the file that ARCHIVER_PIN_FILE names or from the terminal; raises UsageError."""
    prompt = partial(_ask_pin, token) if sys.stdin and sys.stdin.isatty() else None
    return keyring.read_pin(os.environ, prompt)


def _ask_pin(token: str) -> str:
    import typer

    from archiver.cli.output import safe

    try:
        return str(typer.prompt(f"PIN of the token {safe(token)}", hide_input=True, err=True))
    except (typer.Abort, EOFError, OSError) as e:
        raise typer.Exit(INTERRUPTED) from e


def signers(name: str) -> tuple[keys.Signer, ...]:
    """The keys of a signer set, in the order in which they sign; passphrase and PIN are asked for once."""
    return load_signers(home(), name, cache(passphrase), pin)
