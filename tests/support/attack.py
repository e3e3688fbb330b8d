"""What an attack is: a recipe that breaks an intact package, and what the verifier has to say about the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.support.again import intact_package
from tests.support.build import Built, trust_file
from tests.support.cli import Ran, run, write_files

TRUST = "elsewhere/trust.json"


@dataclass(frozen=True)
class Scene:
    """Files as they lie when `archiver verify` runs. `trust` is the file that `--trust` names, None without it.

    A target is a file below the folder, or a URL.
    """

    files: Mapping[str, bytes]
    targets: tuple[str, ...] = ("p",)
    trust: bytes | None = field(default_factory=trust_file)
    links: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    def verify(self, folder: Path, *flags: str) -> Ran:
        """Lays the scene out below `folder` and verifies it there."""
        write_files(folder, self.files)
        for name, target in self.links.items():
            (folder / name).symlink_to(target)
        options = [*self.flags, *flags]
        if self.trust is not None:
            write_files(folder, {TRUST: self.trust})
            options += ["--trust", str(folder / TRUST)]
        targets = [target if "://" in target else str(folder / target) for target in self.targets]
        return run("verify", *targets, *options, "--json", home=folder / "home", cwd=folder)


def alone(built: Built) -> Scene:
    """One package in a folder of its own."""
    return Scene({f"p/{name}": octets for name, octets in built.files.items()})


def beside(*packages: Built) -> Scene:
    """Several packages in one folder, all of them verified."""
    return Scene({f"p/{name}": octets for built in packages for name, octets in built.files.items()})


@dataclass(frozen=True)
class Attack:
    """`recipe` gets the intact package `base`; `part` must be found in the part that the check names."""

    name: str
    recipe: Callable[[Built], Built | Scene]
    verdict: str = "tampered"
    exit: int = 1
    status: str = "fail"
    part: str | None = None
    base: str = "english"
    intact: Callable[[Built], Scene] = alone
    quick: bool | None = None  # whether --quick finds it too; None: as the check's kind has it

    def scene(self) -> Scene:
        """The broken package as it lies on disk."""
        made = self.recipe(intact_package(self.base))
        return alone(made) if isinstance(made, Built) else made

    def twin(self) -> Scene:
        """Its intact twin."""
        return self.intact(intact_package(self.base))


def unusable(name: str, recipe: Callable[[Built], Built | Scene], part: str | None = None) -> Attack:
    """An attack after which there is nothing that could be read: exit status 7."""
    return Attack(name, recipe, verdict="indeterminate", exit=7, part=part)


def undecided(name: str, recipe: Callable[[Built], Built | Scene], part: str | None = None) -> Attack:
    """Nothing contradicts and something needed is missing: exit status 3."""
    return Attack(name, recipe, verdict="indeterminate", exit=3, status="cannot-check", part=part)


def on(base: str, attack: Attack) -> Attack:
    """The attack against another intact package."""
    return replace(attack, base=base)
