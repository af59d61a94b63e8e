"""aiosmtplib with kept connections: `kept_aiosmtplib.py PORT N C LETTER-FILE`; letters by Python's email package."""

import asyncio
import json
import sys
import time
from pathlib import Path

from aiosmtplib import SMTP

sys.path.insert(0, str(Path(__file__).parents[3]))

from benchmarks.mail.letters import email_message, parts


async def main() -> None:
    """Send over so many connections at once."""
    port, number, connections = (int(word) for word in sys.argv[1:4])
    text, html = parts(Path(sys.argv[4]))
    numbers = iter(range(number))

    async def lane() -> None:
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False) as client:
            for count in numbers:
                await client.send_message(email_message(count, text, html))

    await asyncio.gather(*(lane() for _ in range(connections)))


cpu, start = time.process_time(), time.perf_counter()
asyncio.run(main())
print(json.dumps({"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}))
