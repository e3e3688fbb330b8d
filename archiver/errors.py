"""Everything that this package raises on purpose, in one tree.

    ArchiverError            70  base; never raised itself
    ├── UsageError            2  the call is wrong: flags, arguments, settings
    ├── ResourceError         5  no disk, no permission, a lock held by another run, no key to sign with
    │   ├── SourceError          a file in hand cannot be read; the others can
    │   └── AuthorityError       a time authority does not answer, or not as it should
    ├── CaptureError          6  the source could not be captured
    └── InputError            7  what was handed in cannot be used
        ├── FormatError          not strict JSON, not our format
        ├── LimitError           over a limit that protects the reader
        ├── WarcError            not a WARC, or a damaged one
        ├── ContentError         not an article
        └── SuccessionError      a signed trust file that its roots do not vouch for, or that does not follow the last
    SignatureError               a signature does not verify (the verifier turns it into a check)

The number is the exit status that the command line gives it. Operations raise; verification reports: nothing in
`archiver.verify` lets one of these out for something that the package under test contains. A message says what was
expected, what was found and what to do.
"""

from typing import ClassVar


class ArchiverError(Exception):
    """Base of the tree; carries the exit status of the command line."""

    exit_code: ClassVar[int] = 70


class UsageError(ArchiverError):
    """The call is wrong."""

    exit_code = 2


class ResourceError(ArchiverError):
    """Something that the machine should provide is not there: disk, permission, lock, key."""

    exit_code = 5


class SourceError(ResourceError):
    """A file in hand cannot be read."""


class AuthorityError(ResourceError):
    """A time authority does not answer, or not as it should."""


class CaptureError(ArchiverError):
    """The source could not be captured."""

    exit_code = 6


class InputError(ArchiverError):
    """What was handed in cannot be used."""

    exit_code = 7


class FormatError(InputError):
    """Not strict JSON, or not a document of this format."""


class LimitError(InputError):
    """Over a named limit that protects the reader."""


class WarcError(InputError):
    """Not a WARC, or a damaged one."""


class ContentError(InputError):
    """The content is no article."""


class SuccessionError(InputError):
    """A signed trust file that not enough holders signed, or that does not follow the one that was accepted last."""


class SignatureError(ArchiverError):
    """A signature does not verify over the bytes it came with."""

    exit_code = 1
