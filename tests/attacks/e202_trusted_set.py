"""E202: the required signers are exactly one signer set of the trust file. Trust never comes from what is verified."""

from collections.abc import Callable
from dataclasses import replace

from archiver.sign import trust
from archiver.sign.trust import Role
from tests.support.attack import Attack, Scene, alone, undecided
from tests.support.build import Built, archive_keys, stranger_keys, trust_of
from tests.support.forge import Document, resigned

FORGED_WORD = "sank"


def _rewritten(document: Document) -> None:
    """What a forger is after: another text."""
    document["article"]["headline"] = document["article"]["headline"].replace("returns", FORGED_WORD)


def _stranger(built: Built) -> Built:
    return resigned(built, signers=stranger_keys())


def _p256_alone(built: Built) -> Built:
    """The P-256 key is broken: its owner writes requirements that it meets."""
    return resigned(built, _rewritten, signers=archive_keys()[:1])


def _mldsa_alone(built: Built) -> Built:
    return resigned(built, signers=archive_keys()[1:])


def _p256_and_a_strangers(built: Built) -> Built:
    return resigned(built, signers=(archive_keys()[0], stranger_keys()[1]))


def _strangers_and_more(built: Built) -> Built:
    return resigned(built, signers=(*archive_keys(), *stranger_keys()))


def _planted(built: Built) -> Scene:
    """The forger's trust file beside the package, in the archive's root, in the current folder, in `archives/`."""
    forged = alone(_stranger(built))
    planted = trust.write(trust_of(stranger_keys()))
    places = (
        "p/trust.json",
        "trust.json",
        ".archiver/trust.json",
        "archives/trust.json",
        "p/archiver.yaml.d/trust.json",
    )
    return replace(forged, files={**forged.files, **dict.fromkeys(places, planted)})


def _planted_without_trust(built: Built) -> Scene:
    """The same, and the user names no trust file and has none."""
    return replace(_planted(built), trust=None)


def _nobody(built: Built) -> Scene:
    """An intact package, and a user who trusts nobody yet."""
    return replace(alone(built), trust=trust.write(trust.EMPTY))


def _wrong_role(built: Built) -> Scene:
    """The set may sign logs, not captures."""
    signers = trust.set_of("desk", archive_keys()).model_copy(update={"roles": ("redactor",)})
    return replace(alone(built), trust=trust.write(trust.EMPTY.with_set(signers)))


def _split_over_sets(built: Built) -> Scene:
    """Each key is trusted, but in another set: no set has vouched as a whole."""
    first = trust.EMPTY.with_set(trust.set_of("one", archive_keys()[:1]))
    both = first.with_set(trust.set_of("two", archive_keys()[1:]))
    return replace(alone(built), trust=trust.write(both))


def _beside_a_redactor(*roles: Role) -> Callable[[Built], Scene]:
    """Signed again by a redactor's keys; the trust file lets them do that alone, the desk everything else."""

    def recipe(built: Built) -> Scene:
        redactor = trust.set_of("redactor", stranger_keys()).model_copy(update={"roles": roles or ("redactor",)})
        trusted = trust_of(archive_keys()).with_set(redactor)
        return replace(alone(resigned(built, signers=stranger_keys())), trust=trust.write(trusted))

    return recipe


ATTACKS: tuple[Attack, ...] = (
    undecided("everything signed again by a stranger", _stranger),
    undecided("a trust file planted", _planted),
    undecided("a trust file planted and none of one's own", _planted_without_trust),
    undecided("nobody is trusted", _nobody),
    undecided("trusted in another role", _wrong_role),
    replace(
        undecided("by keys that may only redact", _beside_a_redactor()),
        intact=_beside_a_redactor("capture", "claims", "redactor"),
    ),
    Attack("P-256 alone with requirements to suit", _p256_alone),
    Attack("ML-DSA alone with requirements to suit", _mldsa_alone),
    Attack("P-256 with a stranger's ML-DSA", _p256_and_a_strangers),
    Attack("more than the set", _strangers_and_more),
    Attack("each key in a set of its own", _split_over_sets),
)
