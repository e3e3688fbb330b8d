"""Who signed (E201-E206): every required signature, and whether those signers are a set that the user trusts.

Keys come from the trust file. A key in the package serves only to say whether the arithmetic holds for a signer that
nobody vouches for; it never makes a package verified.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archiver.errors import FormatError, SignatureError
from archiver.model.report import Check
from archiver.model.sidecar import Provenance
from archiver.model.statement import PAYLOAD_TYPE, Algorithm, CapturePredicate, Envelope, RequiredSigner
from archiver.sign import bitcoin, dsse, keys
from archiver.sign.trust import Role, SignerSet, Trust
from archiver.verify import codes
from archiver.verify.codes import Code

NEVER = "~"  # sorts after every Instant


@dataclass(frozen=True)
class Moment:
    """The earliest time (`at`, an Instant) by which somebody else than the signer knew a signature, and who that is."""

    at: str
    by: str


def given(at: str | None) -> Moment | None:
    """The time that the user vouches for."""
    return Moment(at, "given with --at") if at else None


@dataclass(frozen=True)
class Trusted:
    """A trust file made ready: its keys are loaded once for a whole run.

    `met` remembers which statements beside packages a trusted set has signed: each is asked about by all its siblings.
    `headers` are the Bitcoin block headers that the trust file names.
    """

    trust: Trust
    keys: dict[str, keys.PublicKey]
    headers: bitcoin.Known = field(default=bitcoin.none_at_hand, compare=False, repr=False)
    met: dict[tuple[str, ...], bool] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, trust: Trust, headers: bitcoin.Known = bitcoin.none_at_hand) -> "Trusted":
        """Loads the keys of all sets that may vouch for captures."""
        return cls(trust, trust.public_keys("capture"), headers)


def check_envelope(
    provenance: Provenance,
    predicate: CapturePredicate,
    trusted: Trusted,
    moment: Moment | None,
    *,
    admitted: str | None = None,
) -> list[Check]:
    """E201 to E206; `moment` is a time by which the signatures existed, None without one.

    `admitted` names who vouches for the signatures in this very envelope, None where they are to be checked.
    """
    in_package, key_check = package_keys(provenance)
    required = predicate.required_signers
    matched, set_check = match_set(required, trusted, "capture", codes.TRUSTED_SET)
    known = {**in_package, **trusted.keys}
    return [
        _payload_type(provenance),
        key_check,
        *check_signatures(provenance.capture, required, known, codes.SIGNATURES, admitted=admitted),
        set_check,
        check_validity(matched, predicate.packaged_at, moment, codes.SET_VALIDITY),
        _independent_time(trusted, moment),
    ]


def _payload_type(provenance: Provenance) -> Check:
    found = provenance.capture.payload_type
    if found == PAYLOAD_TYPE:
        return codes.PAYLOAD_TYPE.passed()
    return codes.PAYLOAD_TYPE.failed("the envelope carries another type", expected=PAYLOAD_TYPE, found=found)


def package_keys(provenance: Provenance) -> tuple[dict[str, keys.PublicKey], Check]:
    """The keys in the package by id, none of them when one is not what it says, and E206."""
    loaded: dict[str, keys.PublicKey] = {}
    for key in provenance.keys:
        try:
            found, loaded[key.keyid] = _id_and_key(key.spki, key.algorithm)
            if found != key.keyid:
                detail = "a key in the package goes by another key's id"
                return {}, codes.PACKAGE_KEYS.failed(detail, expected=found, found=key.keyid)
        except (FormatError, SignatureError) as e:
            return {}, codes.PACKAGE_KEYS.failed(str(e), part=key.keyid)
    return loaded, codes.PACKAGE_KEYS.passed()


@lru_cache(maxsize=256)  # of what is no key nothing is kept; a key is small
def _id_and_key(spki: str, algorithm: Algorithm) -> tuple[str, keys.PublicKey]:
    """A key and the id that it has by its octets: the same few stand in every package of an archive."""
    octets = dsse.decode64(spki)
    return keys.key_id(octets), keys.load_public(octets, algorithm)


def check_signatures(
    envelope: Envelope,
    required: Sequence[RequiredSigner],
    known: Mapping[str, keys.PublicKey],
    code: Code,
    *,
    admitted: str | None = None,
) -> list[Check]:
    """Whether `envelope` holds exactly the `required` signatures, each good under a key in `known` (id -> key).

    Where `admitted` says who checked them before, that stands in the place of the arithmetic.
    """
    wanted = [signer.keyid for signer in required]
    present = [signature.keyid for signature in envelope.signatures]
    if not present:
        return [code.cannot("the package is not signed", expected=", ".join(wanted))]
    if len(set(wanted)) != len(wanted):
        return [code.failed("one key is required twice", found=", ".join(wanted))]
    if sorted(present) != sorted(wanted):
        return [
            code.failed(
                "expected exactly the required signatures, each once",
                expected=", ".join(sorted(wanted)),
                found=", ".join(sorted(present)),
            )
        ]
    return [code.passed(admitted)] if admitted else _verified(envelope, required, known, code)


def _verified(
    envelope: Envelope, required: Sequence[RequiredSigner], known: Mapping[str, keys.PublicKey], code: Code
) -> list[Check]:
    opened = dsse.open_envelope(envelope, known)
    reasons = dict(opened.faults)
    checks = []
    for signer in required:
        name = f"{signer.algorithm} signature"
        if signer.keyid in reasons:
            checks.append(code.failed(reasons[signer.keyid], found=signer.keyid, part=name))
        elif signer.keyid not in opened.signed_by:
            detail = "its key is neither in the trust file nor in the package"
            checks.append(code.cannot(detail, expected=signer.keyid, part=name))
        elif keys.algorithm_of(known[signer.keyid]) != signer.algorithm:
            checks.append(code.failed("the key is for another algorithm", found=signer.keyid, part=name))
    checks.sort(key=lambda check: check.status != "fail")  # what is cut off below must be no failure before the rest
    return checks[: codes.MAX_NAMED] or [code.passed(", ".join(s.algorithm for s in required))]


def match_set(
    signers: Sequence[RequiredSigner], trusted: Trusted, role: Role, code: Code
) -> tuple[SignerSet | None, Check]:
    """The signer set of the trust file that may vouch in `role` and has exactly these keys, None without one."""
    required = {(signer.keyid, signer.algorithm) for signer in signers}
    ids = {keyid for keyid, _ in required}
    candidates = list(trusted.trust.sets_for(role))
    exact = [signers for signers in candidates if {(key.keyid, key.algorithm) for key in signers.keys} == required]
    if exact:  # listed twice, the set that ends first counts: a revocation added below an old entry is a revocation
        matched = min(exact, key=lambda found: found.end() or NEVER)
        return matched, code.passed(matched.name)
    overlapping = next((candidate for candidate in candidates if ids & candidate.key_ids()), None)
    if overlapping:
        return None, code.failed(
            f"the statement asks for other signatures than the trusted set {overlapping.name!a} has to give",
            expected=", ".join(sorted(overlapping.key_ids())),
            found=", ".join(sorted(ids)),
        )
    return None, code.cannot(
        "no signer set of the trust file has these keys; compare the key ids with the archive's published ones and"
        " add them with `archiver trust add`, or name a trust file with --trust",
        expected=", ".join(sorted(ids)),
    )


def check_validity(signers: SignerSet | None, stated_at: str, moment: Moment | None, code: Code) -> Check:
    """Whether the set was valid at a time that somebody else vouches for, else at the statement's own time."""
    at = moment.at if moment else None
    if signers is None:
        return code.inapplicable("no trusted set")
    if signers.from_ and (at or stated_at) < signers.from_:
        return code.cannot("the set was not yet valid", expected=f"not before {signers.from_}")
    end = signers.end()
    if end is None:
        return code.passed()
    if moment is None:
        return code.cannot(
            "the set has ended, and no independent time says that the signatures are older", expected=f"before {end}"
        )
    if moment.at >= end:
        return code.cannot(f"the set had ended at {at} ({moment.by})", expected=f"before {end}")
    return code.passed(f"at {at}, {moment.by}")


def _independent_time(trusted: Trusted, moment: Moment | None) -> Check:
    if moment:
        return codes.INDEPENDENT_TIME.passed(f"{moment.at}, {moment.by}")
    if trusted.trust.policy.require_independent_time:
        return codes.INDEPENDENT_TIME.cannot("the policy asks for an independent time, and there is none")
    return codes.INDEPENDENT_TIME.inapplicable("the policy does not ask for one")
