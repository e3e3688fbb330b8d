"""Every check there is: its code, its name, what a failure means. A code never changes its meaning and is never reused.

A failure is `tampered` where something contradicts a signature, `unusable` where the input could not be read as a
package at all (exit status 7; the verdict is then `indeterminate`, because nothing was established).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from archiver.model.report import Check, Status

Meaning = Literal["tampered", "unusable"]
MAX_NAMED = 20  # parts of one kind that one report names before it only counts
MAX_DETAIL = 2000  # characters of a detail or of the name of a part
MAX_VALUE = 300  # characters of an expected or found value that a report carries


@dataclass(frozen=True)
class Code:
    """One kind of check; `about` completes the sentence "It is checked that ..."."""

    code: str
    name: str
    about: str
    failure: Meaning = "tampered"

    def passed(self, detail: str | None = None) -> Check:
        """It was checked, and holds."""
        return _plain(self.code, self.name, "pass", detail)

    def failed(
        self, detail: str, *, expected: str | None = None, found: str | None = None, part: str | None = None
    ) -> Check:
        """It was checked, and does not hold."""
        return Check(
            code=self.code, name=self.name, status="fail", expected=_short(expected), found=_short(found),
            part=_long(part), detail=_long(_spelled(detail)),
        )  # fmt: skip

    def cannot(self, detail: str, *, expected: str | None = None, part: str | None = None) -> Check:
        """Nothing contradicts, but something needed is missing."""
        return Check(
            code=self.code,
            name=self.name,
            status="cannot-check",
            expected=_short(expected),
            part=_long(part),
            detail=_long(_spelled(detail)),
        )

    def inapplicable(self, detail: str) -> Check:
        """There is nothing of the kind to check."""
        return _plain(self.code, self.name, "not-applicable", detail)


@lru_cache(maxsize=1024)  # thirty of a package's checks are the same in the next one, and a Check cannot change
def _plain(code: str, name: str, status: Status, detail: str | None) -> Check:
    return Check(code=code, name=name, status=status, detail=detail)


def _short(value: str | None) -> str | None:
    return value if value is None or len(value) <= MAX_VALUE else value[: MAX_VALUE - 1] + "…"


def _long(value: str | None) -> str | None:
    return value if value is None or len(value) <= MAX_DETAIL else value[: MAX_DETAIL - 1] + "…"


def _spelled(text: str) -> str:
    """A message may name a file, whose name may be octets that are no UTF-8; a report in JSON cannot hold those."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


SIDECAR_JSON = Code("E001", "sidecar-json", "the sidecar is strict JSON within the limits", "unusable")
SIDECAR_FORMAT = Code("E002", "sidecar-format", "the sidecar has the members of archiver/package/v1", "unusable")
PAYLOAD_JSON = Code("E003", "payload-json", "the signed payload is strict JSON in its canonical form", "unusable")
PAYLOAD_FORMAT = Code("E004", "payload-format", "the signed payload is a capture statement", "unusable")

WARC_DIGEST = Code("E101", "warc-digest", "the segment has the digest that was signed")
WARC_FRAMING = Code("E102", "warc-framing", "the segment is one well-formed record a gzip member and nothing else")
RECORD_DIGEST = Code("E103", "record-digest", "each record agrees with the digests in its own head")
WARC_RECOMPRESSED = Code("E104", "warc-recompressed", "the segment is compressed as it was when it was signed")
WARC_LIMITS = Code("E105", "warc-limits", "the segment stays within the limits that protect the reader", "unusable")

SIGNATURES = Code("E201", "signatures", "every required signature is there, once, and verifies")
TRUSTED_SET = Code("E202", "trusted-set", "the required signers are exactly one signer set of the trust file")
SET_VALIDITY = Code("E203", "set-validity", "the signer set was valid when the signatures were made")
INDEPENDENT_TIME = Code("E204", "independent-time", "somebody else vouches for the time, where the policy asks for it")
PAYLOAD_TYPE = Code("E205", "payload-type", "the envelope carries an in-toto statement")
PACKAGE_KEYS = Code("E206", "package-keys", "each key in the package is the one that its id names")

FIELDS_TREE = Code("E301", "fields-tree", "the members of capture and article are those that were signed")
BLOCKS_TREE = Code("E302", "blocks-tree", "the blocks of the text are those that were signed")
CLAIMS_TREE = Code("E303", "claims-tree", "the claims are those that were signed")
RECORDS_TREE = Code("E304", "records-tree", "the records of the segment are those that were signed")
DISCLOSURE = Code("E305", "disclosure", "what is withheld is null, and nothing else is")
REDACTION = Code("E306", "redaction-statement", "a trusted signer states what was withheld")
ABSENT = Code("E307", "absent-reasons", "a member without a value has its reason")

SUBJECT = Code("E401", "subject-role", "the statement's one subject is the segment, in the role warc")
PREDICATE = Code("E402", "predicate-capture", "predicate and capture name the same article, time and series")
WARCINFO = Code("E403", "warcinfo", "the segment's warcinfo names this capture")
RECORD_ORDER = Code("E404", "record-order", "the segment holds the records of this format in their order")
SOURCE_RECORD = Code("E405", "source-record", "the source record is there, with the digest that capture states")
CONVERSION = Code("E406", "conversion-text", "the text is the one in the segment's conversion record")
TEXT_IN_SOURCE = Code("E407", "text-in-source", "every block stands in the source record")
TEXT_DIGEST = Code("E408", "text-digest", "the text has the digest that article states")
NONCE = Code("E409", "nonce", "the segment holds this capture's nonce")
REFERENCES = Code("E410", "record-references", "every record that capture names is in the segment")

TEXT_FORM = Code("E411", "text-form", "every block is in the canonical form text/v1")

CLAIM_ANCHORS = Code("E501", "claim-anchors", "every claim stands in the text where it says it stands")
SPAN_ANCHORS = Code("E502", "span-anchors", "every excluded or flagged span stands in the text where it says it stands")

PREVIOUS = Code("E601", "chain-previous", "the statements before this one are at hand and are those it names")
FORK = Code("E602", "chain-fork", "no other statement has its place in the chain, or a later one names them all")
CHAIN_ORDER = Code("E603", "chain-order", "sequence and time rise along the chain")
CHAIN_TAIL = Code("E604", "chain-tail", "every newer version that a citation or a log knows of is at hand")

LATER = Code("E701", "later-statements", "statements made afterwards are understood")
UNSIGNED_CLAIMS = Code("E702", "unsigned-claims", "every set of claims is covered by a signature")
LATER_SIGNATURES = Code("E703", "later-signatures", "later statements have every signature that they require, once")
LATER_SIGNERS = Code(
    "E704", "later-signers", "each later statement is signed by one valid signer set of the trust file"
)
LATER_SUBJECT = Code("E705", "later-subject", "later statements are about this capture statement")
LATER_CLAIMS = Code("E706", "later-claims", "later sets of claims are those that were signed")
LATER_ORDER = Code("E707", "later-order", "later statements stand once, one for a set of claims, in the order of time")
TIMESTAMPS = Code("E801", "timestamps", "the time stamps are over these signatures")
LOG = Code("E802", "log", "the statement is in the logs that the package names")
TIMESTAMP_TOKENS = Code("E803", "timestamp-tokens", "each time stamp is sound, and signed as its certificate says")
TIME_AUTHORITIES = Code(
    "E804", "time-authorities", "as many authorities of the trust file vouch as the policy asks for"
)
LOG_SIGNATURES = Code("E805", "log-signatures", "logs and witnesses of the trust file signed the checkpoints they name")
LOG_REQUIRED = Code("E806", "log-required", "a log of the trust file holds the statement, where the policy asks for it")
WITNESSES = Code("E807", "witnesses", "as many witnesses of the trust file cosigned as the policy asks for")
OTS_PROOFS = Code("E808", "ots-proofs", "the OpenTimestamps proofs are over these signatures")
BITCOIN = Code("E809", "bitcoin", "block headers of the user hold what the OpenTimestamps proofs lead to")

ALL: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
BY_CODE = {code.code: code for code in ALL}
