"""Runs one job where there is no network but the loopback, with the folders of a processing container.

    unshare --map-root-user --net --mount python island.py job.json

`job.json`: `command`, `environment`, `inputs` (folder in the container: file or folder here), and `servers`, commands that run beside
the job and print nothing; each is waited for by its `port`.
"""
from __future__ import annotations

import fcntl
import json
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def main(job: dict) -> int:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
    assert {name for _, name in socket.if_nameindex()} == {"lo"}, "there is a way out"
    container_folders()
    for target, source in job["inputs"].items():
        Path(target).mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, dirs_exist_ok=True) if Path(source).is_dir() else shutil.copy(source, target)
    servers = [subprocess.Popen(server["command"]) for server in job.get("servers", [])]
    try:
        for server in job.get("servers", []):
            wait_for(server["port"])
        return subprocess.run(job["command"], env=job["environment"], timeout=job.get("timeout", 120)).returncode
    finally:
        for server in servers:
            server.kill()


def container_folders() -> None:
    """An /opt that can be written to, with everything that is in the real one."""
    opt = Path(tempfile.mkdtemp(prefix="opt-"))
    mount("-t", "tmpfs", "tmpfs", opt)
    for folder in Path("/opt").iterdir():
        if folder.is_dir() and folder.name != "ml":
            (opt / folder.name).mkdir()
            mount("--rbind", folder, opt / folder.name)
    (opt / "ml").mkdir()
    mount("--rbind", opt, "/opt")


def mount(*arguments) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text())))
