"""Every attack: the check that fires, its status, what it names, the verdict, the exit status; beside its intact twin."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import tests.attacks
from archiver.verify import codes
from tests.support.attack import Attack

# Checks that only --deep makes (cli.md).
DEEP_ONLY = frozenset(("E102", "E103", "E104", "E105", "E304", "E403", "E404", "E405", "E406", "E407", "E409", "E410"))
_MODULE = re.compile(r"e\d{3}_\w+")


def _modules() -> list[str]:
    names = (module.name for module in pkgutil.iter_modules(tests.attacks.__path__))
    return sorted(name for name in names if _MODULE.fullmatch(name))


def _attacks() -> list[tuple[str, Attack]]:
    found = []
    for name in _modules():
        module = importlib.import_module(f"tests.attacks.{name}")
        found += [(name.partition("_")[0].upper(), attack) for attack in module.ATTACKS]
    return found


ATTACKS = _attacks()
IDS = [f"{code} {attack.name}" for code, attack in ATTACKS]


def test_every_check_has_a_module_of_its_name_and_every_module_attacks() -> None:
    assert _modules() == sorted(f"{code.code.lower()}_{code.name.replace('-', '_')}" for code in codes.ALL)
    assert {code for code, _ in ATTACKS} == set(codes.BY_CODE)
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("code", "attack"), ATTACKS, ids=IDS)
def test_attack(code: str, attack: Attack, tmp_path: Path) -> None:
    intact = attack.twin().verify(tmp_path / "intact")
    assert (intact.status, intact.report["verdict"]) == (0, "verified")
    assert not intact.found(code, attack.status)

    broken = attack.scene().verify(tmp_path / "broken")
    found = broken.found(code, attack.status)
    assert found, broken.checks
    assert (broken.report["verdict"], broken.status) == (attack.verdict, attack.exit), broken.checks
    assert all(check["name"] == codes.BY_CODE[code].name for check in found)
    if attack.part is not None:
        assert any(attack.part in (check["part"] or "") for check in found), found


QUICK = [(c, a) for c, a in ATTACKS if (a.quick if a.quick is not None else c not in DEEP_ONLY)]


@pytest.mark.parametrize(("code", "attack"), QUICK, ids=[f"{c} {a.name}" for c, a in QUICK])
def test_quick_finds_it_too(code: str, attack: Attack, tmp_path: Path) -> None:
    assert attack.twin().verify(tmp_path / "intact", "--quick").status == 0
    broken = attack.scene().verify(tmp_path / "broken", "--quick")
    assert broken.found(code, attack.status)
    assert (broken.report["verdict"], broken.status) == (attack.verdict, attack.exit)
