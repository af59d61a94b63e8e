"""How fast `pressflow work` sends: letters a second to a server on loopback that takes everything at once."""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

LETTERS = 2000


async def _take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The server's side of SMTP, saying yes to everything."""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 ok\r\n" if word != b"QUIT" else b"221 bye\r\n")
        if word == b"QUIT":
            break
    writer.close()


def _serve(ready: "list[int]") -> None:
    async def run() -> None:
        server = await asyncio.start_server(_take, "127.0.0.1", 0, limit=2**20)
        ready.append(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def _pressflow(folder: Path, port: int, *words: str) -> None:
    mail = {"PORT": str(port), "HOST": "127.0.0.1", "SECURITY": "none", "HOLD": "0"}
    environment = os.environ | {f"PRESSFLOW_MAIL__{name}": value for name, value in mail.items()}
    command = [sys.executable, "-m", "pressflow", *words]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def main() -> None:
    """Publish the example release to many contacts and time the sending."""
    ready: list[int] = []
    threading.Thread(target=_serve, args=(ready,), daemon=True).start()
    while not ready:
        time.sleep(0.01)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _pressflow(folder, ready[0], "init", "office")
        office = folder / "office"
        rows = (f"reader{number}@desk.example.org,,en,Echo,all,consent,form" for number in range(LETTERS))
        (office / "many.csv").write_text("address,name,language,medium,lists,basis,proof\n" + "\n".join(rows) + "\n")
        for words in (
            ("contacts", "import", "many.csv"),
            ("approve", "example", "--as", "Colleague"),
            ("publish", "example", "--as", "Author"),
        ):
            _pressflow(office, ready[0], *words)
        start = time.perf_counter()
        _pressflow(office, ready[0], "work")
        taken = time.perf_counter() - start
    print(f"{LETTERS} letters in {taken:.1f} s: {LETTERS / taken:.0f} a second, starting up included")


if __name__ == "__main__":
    main()
