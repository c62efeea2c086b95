"""Tries what a program must not be able to do, and fails if it can."""

import errno
import mmap
import os
import resource
import socket
import time


def refused(action, *errors):
    try:
        action()
    except OSError as e:
        return e.errno in errors
    return False


def fork_without_end():
    while True:
        if os.fork() == 0:
            time.sleep(60)


for path in ("/written", "/usr/written", "/dev/written"):
    assert refused(lambda: open(path, "w"), errno.EROFS, errno.EACCES), f"{path} can be written"
for path in ("/proc", "/outside"):
    assert not os.listdir(path), f"{path} can be seen"
for address in ("127.0.0.1", "192.0.2.1"):
    connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    assert refused(lambda: connection.connect((address, 9)), errno.ENETUNREACH), "there is a network"
memory, _ = resource.getrlimit(resource.RLIMIT_AS)
assert memory != resource.RLIM_INFINITY, "memory is not limited"
assert refused(lambda: mmap.mmap(-1, 2 * memory), errno.ENOMEM), "the memory limit does not hold"
for limit in (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
    assert resource.getrlimit(limit)[1] != resource.RLIM_INFINITY, "CPU time or files are not limited"
assert resource.getrlimit(resource.RLIMIT_NPROC)[1] < 1000, "processes are not limited"
assert refused(fork_without_end, errno.EAGAIN), "the limit of processes does not hold"
