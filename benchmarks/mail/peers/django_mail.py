"""Django's mail with one kept connection a thread: `django_mail.py PORT N C LETTER-FILE`."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

sys.path.insert(0, str(Path(__file__).parents[3]))

from benchmarks.mail.letters import parts, reader

PORT, NUMBER, CONNECTIONS = (int(word) for word in sys.argv[1:4])
TEXT, HTML = parts(Path(sys.argv[4]))
SUBJECT, SENDER = "New bridge across the Loh is finished", "press@lohtal.example.org"


def send(lane: int) -> None:
    """Send one connection's share."""
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=PORT)
    connection.open()
    for count in range(lane, NUMBER, CONNECTIONS):
        to = reader(count)
        letter = EmailMultiAlternatives(SUBJECT, TEXT.replace("{reader}", to), SENDER, [to], connection=connection)
        letter.attach_alternative(HTML.replace("{reader}", to), "text/html")
        letter.send()
    connection.close()


settings.configure(DEFAULT_CHARSET="utf-8", USE_TZ=True)
cpu, start = time.process_time(), time.perf_counter()
with ThreadPoolExecutor(CONNECTIONS) as threads:
    list(threads.map(send, range(CONNECTIONS)))
print(json.dumps({"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}))
