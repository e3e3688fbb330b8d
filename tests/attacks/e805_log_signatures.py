"""E805: logs and witnesses of the trust file signed the checkpoints that name them; a wrong signature contradicts."""

from dataclasses import replace

from archiver.tlog.note import Line
from tests.support.attack import Attack, Scene
from tests.support.build import Built
from tests.support.vouch import logged, seen_by_witness, signed_by_log, trusting_log


def _intact(built: Built) -> Scene:
    return trusting_log(logged(built, cosign=seen_by_witness), log=True, witnesses=1)


def _flipped(line: Line) -> Line:
    return replace(line, octets=line.octets[:-1] + bytes((line.octets[-1] ^ 1,)))


def _wrong_log(built: Built) -> Scene:
    return trusting_log(logged(built, sign=lambda text: _flipped(signed_by_log(text))))


def _of_another_checkpoint(built: Built) -> Scene:
    return trusting_log(logged(built, sign=lambda text: signed_by_log(text.replace("\n5\n", "\n6\n"))))


def _wrong_witness(built: Built) -> Scene:
    return trusting_log(logged(built, cosign=lambda text: _flipped(seen_by_witness(text))))


def _moved_witness(built: Built) -> Scene:
    """The witness's word, moved to an earlier time."""

    def moved(text: str) -> Line:
        line = seen_by_witness(text)
        return replace(line, octets=(1_000_000_000).to_bytes(8, "big") + line.signature)

    return trusting_log(logged(built, cosign=moved))


def _twice(built: Built) -> Scene:
    return trusting_log(logged(built, cosign=signed_by_log))


ATTACKS: tuple[Attack, ...] = tuple(
    replace(attack, intact=_intact, part="log 0")
    for attack in (
        Attack("one bit of the log's signature", _wrong_log),
        Attack("the log's signature over another size", _of_another_checkpoint),
        Attack("one bit of the witness's", _wrong_witness),
        Attack("the witness's time moved", _moved_witness),
        Attack("the log's signature twice", _twice),
    )
)
