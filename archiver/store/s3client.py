"""The S3 client, and its failures in words: what was being done, what the server said, what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from archiver.errors import ResourceError

ATTEMPTS = 6  # of one request, with growing pauses; throttling and lost connections pass
CONNECT_SECONDS, READ_SECONDS = 10, 60
ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
CONFLICT = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})

_REMEDY = {
    "NoSuchBucket": "make the bucket, or correct `store` in archiver.yaml",
    "AccessDenied": "give these AWS credentials the right to it",
    "403": "give these AWS credentials the right to it",
    "InvalidAccessKeyId": "check the AWS credentials",
    "SignatureDoesNotMatch": "check the AWS credentials",
    "RequestTimeTooSkewed": "set the clock of this machine",
    "NotImplemented": "without conditional writes two runs could overwrite each other's evidence, use another server",
}


def client() -> Any:
    """A client as the AWS environment describes it; raises ResourceError without the extra `s3`."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError as e:
        raise ResourceError("expected the extra `s3` for s3://, found none: install requirements/s3.txt") from e
    retries = {"mode": "standard", "total_max_attempts": ATTEMPTS}
    with failures("use", "the AWS settings"):
        return boto3.session.Session().client(
            "s3", config=Config(retries=retries, connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS)
        )


def code_of(error: Any) -> str:
    """The code in a server's answer, such as `NoSuchKey`."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def failures(doing: str, name: str) -> Iterator[None]:
    """Raises ResourceError for whatever goes wrong between here and the server."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as e:
        code = code_of(e)
        message = str(e.response.get("Error", {}).get("Message", ""))[:200]
        remedy = _REMEDY.get(code, "see the server's message, and run this again")
        raise ResourceError(f"expected to {doing} {name!r}, found {code} {message!r}: {remedy}") from e
    except BotoCoreError as e:
        raise ResourceError(
            f"expected to {doing} {name!r}, found {str(e)[:300]}: check the network, AWS_ENDPOINT_URL and the usual"
            " places of AWS credentials, and run this again"
        ) from e
