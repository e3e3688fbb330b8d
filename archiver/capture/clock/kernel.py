"""Whether the system keeps its clock by a time server: Linux says so in adjtimex(2), where the daemons leave it.

synchronised()      # True, False, or None where nobody can say
"""

import ctypes
import sys

_UNSYNCHRONISED = 0x40  # STA_UNSYNC in <sys/timex.h>
_ROOM = 512  # octets; the structure has 208 on 64-bit systems


class _Timex(ctypes.Structure):
    _fields_ = (
        ("modes", ctypes.c_uint),  # 0: nothing is to be changed
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * _ROOM),
    )


def synchronised() -> bool | None:
    """What the kernel says of its own clock."""
    if not sys.platform.startswith("linux"):
        return None
    ask = getattr(ctypes.CDLL(None), "adjtimex", None)
    told = _Timex()
    if ask is None or ask(ctypes.byref(told)) < 0:
        return None
    return not told.status & _UNSYNCHRONISED
