#!/usr/bin/env python3
"""A small stand-in for the service manager of systemd.

Opens listening sockets, starts the command with them (LISTEN_FDS) and a socket
for its notifications (NOTIFY_SOCKET), keeps the sockets while the command is
started again, and tells on standard output, line by line, what happens:

    port NAME N, notify TEXT, exit STATUS

Commands on standard input: restart, stop, hang (SIGSTOP), kill.

    manager.py [--watchdog SECONDS] NAME,NAME COMMAND...
"""
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile


def say(*words):
    print(*words, flush=True)


def listen(name):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    sock.listen(1024)
    say("port", name, sock.getsockname()[1])
    return sock


def start(command, names, sockets, notify_path, watchdog):
    pid = os.fork()
    if pid:
        return pid
    # Descriptors from 3 on, in order; copies first, so that none is in the way.
    copies = [os.dup(s.fileno()) for s in sockets]
    high = [os.dup2(fd, 100 + i) for i, fd in enumerate(copies)]
    for i, fd in enumerate(high):
        os.dup2(fd, 3 + i, inheritable=True)
    environment = dict(os.environ, LISTEN_FDS=str(len(sockets)),
                       LISTEN_PID=str(os.getpid()),
                       LISTEN_FDNAMES=":".join(names),
                       NOTIFY_SOCKET=notify_path)
    if watchdog:
        environment["WATCHDOG_USEC"] = str(int(watchdog * 1e6))
        environment["WATCHDOG_PID"] = str(os.getpid())
    os.execvpe(command[0], command, environment)


def end(pid, sign):
    os.kill(pid, sign)
    _, status = os.waitpid(pid, 0)
    say("exit", os.waitstatus_to_exitcode(status))


def main(words):
    watchdog = None
    if words[0] == "--watchdog":
        watchdog, words = float(words[1]), words[2:]
    names, command = words[0].split(","), words[1:]
    folder = tempfile.mkdtemp(prefix="kontor-manager-")
    notify_path = os.path.join(folder, "notify")
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(notify_path)
    sockets = [listen(name) for name in names]
    begin = lambda: start(command, names, sockets, notify_path, watchdog)
    pid = begin()
    told = b""
    while True:
        ready, _, _ = select.select([notify, sys.stdin], [], [])
        if notify in ready:
            for line in notify.recv(4096).decode().split("\n"):
                say("notify", line)
        if sys.stdin not in ready:
            continue
        told = os.read(sys.stdin.fileno(), 4096)
        for word in told.decode().split():
            if word == "restart":
                end(pid, signal.SIGTERM)
                pid = begin()
            elif word == "hang":
                os.kill(pid, signal.SIGSTOP)
            elif word == "go":
                os.kill(pid, signal.SIGCONT)
        if not told or b"stop" in told or b"kill" in told:
            end(pid, signal.SIGKILL if b"kill" in told else signal.SIGTERM)
            break
    notify.close()
    subprocess.run(["rm", "-rf", folder], check=True)


main(sys.argv[1:])
