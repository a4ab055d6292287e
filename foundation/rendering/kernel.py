"""Two things Linux does for a process that wants less: end with its parent, and lose system calls.

The filter is classic BPF for seccomp: network sockets and starting programs fail with EACCES. It
needs no privilege. On a processor it does not know, the process goes on without it: the fetcher
denies everything anyway.
"""

import ctypes
import errno
import platform
import signal

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EACCES
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER_AT, ARCHITECTURE_AT = 0, 4

# The audit architecture and the numbers of socket, socketpair, execve, execveat, ptrace.
CALLS = {
    "x86_64": (0xC000003E, (41, 53, 59, 322, 101)),
    "aarch64": (0xC00000B7, (198, 199, 221, 281, 117)),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("jt", ctypes.c_ubyte),
        ("jf", ctypes.c_ubyte),
        ("k", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent() -> None:
    """Let the kernel kill this process when its parent ends."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def forbid_network_and_programs() -> bool:
    """Refuse sockets and other programs from here on. False where the kernel cannot."""
    known = CALLS.get(platform.machine())
    if known is None:
        return False
    instructions = _filter(*known)
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return int(done) == 0


def _filter(architecture: int, calls: tuple[int, ...]) -> list[_Instruction]:
    """Another architecture: refuse. One of the calls: refuse. Anything else: allow."""
    checks = [
        _Instruction(JUMP_IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)
    ]
    return [
        _Instruction(LOAD, 0, 0, ARCHITECTURE_AT),
        _Instruction(JUMP_IF_EQUAL, 1, 0, architecture),
        _Instruction(RETURN, 0, 0, REFUSE),
        _Instruction(LOAD, 0, 0, NUMBER_AT),
        *checks,
        _Instruction(RETURN, 0, 0, ALLOW),
        _Instruction(RETURN, 0, 0, REFUSE),
    ]
