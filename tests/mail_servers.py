"""Mail servers of others (Postfix, Exim, OpenSMTPD), each in a room of its own: own accounts, own spool, loopback only.

They are Debian's. Only one of them can be installed at a time; the others may be unpacked beside it (`dpkg -x`) in
/opt/pressflow-mail-servers. A room is a mount namespace, which takes root.
"""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.smtp_server import wait_until

_UNPACKED = Path(os.environ.get("PRESSFLOW_MAIL_SERVERS", "/opt/pressflow-mail-servers"))
_PATH = os.pathsep.join([*(str(_UNPACKED / folder) for folder in ("usr/sbin", "usr/bin")), "/usr/sbin", os.defpath])
_ACCOUNTS = ("postfix", "postdrop", "Debian-exim", "opensmtpd", "opensmtpq")

_POSTFIX = """
compatibility_level = 3.6
myhostname = mail.example.org
mynetworks = 127.0.0.0/8
queue_directory = {room}/var/spool/postfix
data_directory = {room}/data
local_recipient_maps =
alias_maps =
maillog_file = /dev/stdout
maillog_file_prefixes = /dev
smtpd_peername_lookup = no
smtpd_client_restrictions = static:HOLD
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ unknown@ = 550 5.1.1 unknown }} }}
smtpd_discard_ehlo_keywords = {hidden}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""
_EXIM = """
primary_hostname = mail.example.org
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = {room}/var/spool/exim
log_file_path = {room}/data/%slog
pid_file_path = {room}/data/pid
queue_only = true
host_lookup =
chunking_advertise_hosts = {chunking}
pipelining_advertise_hosts = {pipelining}
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny message = 5.1.1 unknown
       local_parts = unknown
  accept
"""
_OPENSMTPD = """
listen on 127.0.0.1 port {port} hostname mail.example.org
action "keep" relay host smtp://127.0.0.1:1
match from any for rcpt-to "reader@desk.example.org" action "keep"
"""


@dataclass(frozen=True, slots=True)
class RealServer:
    """A running server."""

    port: int
    room: Path
    process: subprocess.Popen[str]

    def spooled(self, text: bytes) -> int:
        """How often a text stands in its spool."""
        files = [file for file in (self.room / "var" / "spool").rglob("*") if file.is_file()]
        return sum(file.read_bytes().count(text) for file in files)


def why_not(server: str) -> str:
    """Why a server cannot be run here, or nothing."""
    if os.geteuid():
        return "that takes root"
    return "" if _program(server) else "it is not installed"


def _program(server: str) -> str | None:
    name = {"postfix": "postfix", "exim": "exim4", "opensmtpd": "smtpd"}[server]
    return shutil.which(name, path=_PATH)


@contextmanager
def real_server(server: str, folder: Path, hidden: str = "") -> Iterator[RealServer]:
    """A server for the length of a test, which keeps every letter in its spool.

    `hidden` names extensions it is not to offer, with commas. It knows everybody but unknown@desk.example.org.
    """
    # Sockets have short names, and the accounts must be let in.
    room = Path("/tmp") / f"pressflow-{os.getpid()}-{server}"  # noqa: S108  see above
    for part in ("var/spool/exim", "var/spool/postfix", "var/spool/smtpd", "var/lib/opensmtpd/empty", "data", "etc"):
        (room / part).mkdir(parents=True)
    port = _free_port()
    log = (folder / f"{server}.log").open("w", encoding="utf-8")
    command = _prepared(server, room, port, hidden)
    process = subprocess.Popen(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", f"{_moving_in(room)}\nexec {command}"],
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until(lambda: process.poll() is not None or _answers(port), f"{server} answers")
        assert process.poll() is None, (folder / f"{server}.log").read_text("utf-8")
        yield RealServer(port, room, process)
    finally:
        # The first process of the room; one that became another user would outlive `unshare` alone.
        for first in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split():
            os.kill(int(first), signal.SIGKILL)
        process.kill()
        process.wait()
        log.close()
        shutil.rmtree(room)


def _moving_in(room: Path) -> str:
    """The commands that make a room of a mount namespace; nothing of the machine's own is written to in it."""
    users, groups = Path("/etc/passwd").read_text("utf-8"), Path("/etc/group").read_text("utf-8")
    for number, name in enumerate(_ACCOUNTS, 61000):
        if f"\n{name}:" not in users:
            users += f"{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin\n"
        if f"\n{name}:" not in groups:
            groups += f"{name}:x:{number}:\n"
    (room / "etc" / "passwd").write_text(users, "utf-8")
    (room / "etc" / "group").write_text(groups, "utf-8")
    return f"""
        mount --make-rprivate /
        mount --bind {room}/etc/passwd /etc/passwd
        mount --bind {room}/etc/group /etc/group
        mount --bind {room}/var/spool /var/spool
        mount --bind {room}/var/lib /var/lib
        mount -t tmpfs tmpfs /run
        cd {room}/var/spool/postfix
        mkdir -p active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace
        chown postfix {room}/data active bounce corrupt defer deferred flush hold incoming private public saved trace
        chown Debian-exim /var/spool/exim
        chmod 711 /var/spool/smtpd
    """


def _prepared(server: str, room: Path, port: int, hidden: str) -> str:
    """The server's settings are written; gives its command."""
    etc, program = room / "etc", _program(server)
    if server == "postfix":
        (etc / "main.cf").write_text(_POSTFIX.format(room=room, hidden=hidden), "utf-8")
        (etc / "master.cf").write_text(_MASTER.format(port=port), "utf-8")
        return f"{program} -c {etc} start-fg"
    if server == "exim":
        offers = {name: "" if name in hidden else "*" for name in ("chunking", "pipelining")}
        (etc / "exim.conf").write_text(_EXIM.format(room=room, **offers), "utf-8")
        return f"sh -c 'chown Debian-exim {room}/data && exec {program} -C {etc}/exim.conf -bdf -oX 127.0.0.1.{port}'"
    (etc / "smtpd.conf").write_text(_OPENSMTPD.format(port=port), "utf-8")
    return f"{program} -d -f {etc}/smtpd.conf"


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        number: int = sock.getsockname()[1]
        return number


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as sock:
        return sock.recv(3) == b"220"
    return False
