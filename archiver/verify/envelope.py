"""Who signed (E201-E206): every required signature, and whether those signers are a set that the user trusts.

Keys come from the trust file. A key in the package serves only to say whether the arithmetic holds for a signer that
nobody vouches for; it never makes a package verified.
"""

from dataclasses import dataclass

from archiver.errors import FormatError, SignatureError
from archiver.model.report import Check
from archiver.model.sidecar import Provenance
from archiver.model.statement import PAYLOAD_TYPE, CapturePredicate
from archiver.sign import dsse, keys
from archiver.sign.trust import SignerSet, Trust
from archiver.verify import codes

_NEVER = "~"  # sorts after every Instant


@dataclass(frozen=True)
class Trusted:
    """A trust file made ready: its keys are loaded once for a whole run."""

    trust: Trust
    keys: dict[str, keys.PublicKey]

    @classmethod
    def of(cls, trust: Trust) -> "Trusted":
        """Loads the keys of all sets that may vouch for captures."""
        return cls(trust, trust.public_keys("capture"))


def check_envelope(
    provenance: Provenance, predicate: CapturePredicate, trusted: Trusted, at: str | None
) -> list[Check]:
    """E201 to E206; `at` is a time (Instant) that the user vouches for, None without one."""
    package_keys, key_check = _package_keys(provenance)
    matched, set_check = _match_set(predicate, trusted)
    return [
        _payload_type(provenance),
        key_check,
        *_signatures(provenance, predicate, {**package_keys, **trusted.keys}),
        set_check,
        _validity(matched, predicate, at),
        _independent_time(trusted, at),
    ]


def _payload_type(provenance: Provenance) -> Check:
    found = provenance.capture.payload_type
    if found == PAYLOAD_TYPE:
        return codes.PAYLOAD_TYPE.passed()
    return codes.PAYLOAD_TYPE.failed("the envelope carries another type", expected=PAYLOAD_TYPE, found=found)


def _package_keys(provenance: Provenance) -> tuple[dict[str, keys.PublicKey], Check]:
    loaded: dict[str, keys.PublicKey] = {}
    for key in provenance.keys:
        try:
            spki = dsse.decode64(key.spki)
            if keys.key_id(spki) != key.keyid:
                return {}, codes.PACKAGE_KEYS.failed(
                    "a key in the package goes by another key's id", expected=keys.key_id(spki), found=key.keyid
                )
            loaded[key.keyid] = keys.load_public(spki, key.algorithm)
        except (FormatError, SignatureError) as e:
            return {}, codes.PACKAGE_KEYS.failed(str(e), part=key.keyid)
    return loaded, codes.PACKAGE_KEYS.passed()


def _signatures(provenance: Provenance, predicate: CapturePredicate, known: dict[str, keys.PublicKey]) -> list[Check]:
    required = [signer.keyid for signer in predicate.required_signers]
    present = [signature.keyid for signature in provenance.capture.signatures]
    if not present:
        return [codes.SIGNATURES.cannot("the package is not signed", expected=", ".join(required))]
    if len(set(required)) != len(required):
        return [codes.SIGNATURES.failed("one key is required twice", found=", ".join(required))]
    if sorted(present) != sorted(required):
        return [
            codes.SIGNATURES.failed(
                "expected exactly the required signatures, each once",
                expected=", ".join(sorted(required)),
                found=", ".join(sorted(present)),
            )
        ]
    return _verified(provenance, predicate, known)


def _verified(provenance: Provenance, predicate: CapturePredicate, known: dict[str, keys.PublicKey]) -> list[Check]:
    opened = dsse.open_envelope(provenance.capture, known)
    reasons = dict(opened.faults)
    checks = []
    for signer in predicate.required_signers:
        name = f"{signer.algorithm} signature"
        if signer.keyid in reasons:
            checks.append(codes.SIGNATURES.failed(reasons[signer.keyid], found=signer.keyid, part=name))
        elif signer.keyid not in opened.signed_by:
            detail = "its key is neither in the trust file nor in the package"
            checks.append(codes.SIGNATURES.cannot(detail, expected=signer.keyid, part=name))
        elif keys.algorithm_of(known[signer.keyid]) != signer.algorithm:
            checks.append(codes.SIGNATURES.failed("the key is for another algorithm", found=signer.keyid, part=name))
    checks.sort(key=lambda check: check.status != "fail")  # what is cut off below must be no failure before the rest
    return checks[: codes.MAX_NAMED] or [
        codes.SIGNATURES.passed(", ".join(s.algorithm for s in predicate.required_signers))
    ]


def _match_set(predicate: CapturePredicate, trusted: Trusted) -> tuple[SignerSet | None, Check]:
    required = {(signer.keyid, signer.algorithm) for signer in predicate.required_signers}
    ids = {keyid for keyid, _ in required}
    candidates = list(trusted.trust.sets_for("capture"))
    exact = [signers for signers in candidates if {(key.keyid, key.algorithm) for key in signers.keys} == required]
    if exact:  # listed twice, the set that ends first counts: a revocation added below an old entry is a revocation
        signers = min(exact, key=lambda found: found.end() or _NEVER)
        return signers, codes.TRUSTED_SET.passed(signers.name)
    overlapping = next((signers for signers in candidates if ids & signers.key_ids()), None)
    if overlapping:
        return None, codes.TRUSTED_SET.failed(
            f"the statement asks for other signatures than the trusted set {overlapping.name!a} has to give",
            expected=", ".join(sorted(overlapping.key_ids())),
            found=", ".join(sorted(ids)),
        )
    return None, codes.TRUSTED_SET.cannot(
        "no signer set of the trust file has these keys; compare the key ids with the archive's published ones and"
        " add them with `archiver trust add`, or name a trust file with --trust",
        expected=", ".join(sorted(ids)),
    )


def _validity(signers: SignerSet | None, predicate: CapturePredicate, at: str | None) -> Check:
    if signers is None:
        return codes.SET_VALIDITY.inapplicable("no trusted set")
    if signers.from_ and (at or predicate.packaged_at) < signers.from_:
        return codes.SET_VALIDITY.cannot("the set was not yet valid", expected=f"not before {signers.from_}")
    end = signers.end()
    if end is None:
        return codes.SET_VALIDITY.passed()
    if at is None:
        return codes.SET_VALIDITY.cannot(
            "the set has ended, and no independent time says that the signatures are older", expected=f"before {end}"
        )
    if at >= end:
        return codes.SET_VALIDITY.cannot(f"the set had ended at {at}", expected=f"before {end}")
    return codes.SET_VALIDITY.passed(f"at {at}, a time that you vouch for")


def _independent_time(trusted: Trusted, at: str | None) -> Check:
    if at:
        return codes.INDEPENDENT_TIME.passed(f"{at}, given with --at")
    if trusted.trust.policy.require_independent_time:
        return codes.INDEPENDENT_TIME.cannot("the policy asks for an independent time, and there is none")
    return codes.INDEPENDENT_TIME.inapplicable("the policy does not ask for one")
