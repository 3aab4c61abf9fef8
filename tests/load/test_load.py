"""The app under load, in a separate process: no errors, everybody gets their own answer, and how long each waited.

    python -m pytest tests/load -s

Times are printed, not asserted. Targets on two cores: a client's crops in sequence in under 25 ms (median), 32 clients
at once in under 1.5 s (95 %), and a crop that never waits for more than a few images of somebody's batch.
"""

import http.client
import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plateocr.pipeline.reader import PlateReader

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CROPS = sorted((ROOT / "assets" / "demo" / "pictures").iterdir())
CLIENTS, REQUESTS_EACH = 32, 6
PHOTOS, PHOTO_SIZE = 100, (4000, 3000)
PATIENCE = 120


def say(line):
    print(f"\n  {line} (load of the machine {os.getloadavg()[0]:.1f})", end="")  # noqa: T201


def spread(seconds):
    median, late, worst = 1000 * np.percentile(seconds, [50, 95, 100])
    return f"median {median:.0f} ms, 95 % {late:.0f} ms, worst {worst:.0f} ms"


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "plateocr", "app", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_until_ready(port):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=5)
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app does not open")


@pytest.fixture(scope="module")
def crops():
    """A crop for each client, with its reading: no two are the same."""
    reader = PlateReader.from_checkpoint("lstm")
    known = {reader.read(path).text: path.read_bytes() for path in CROPS[: 2 * CLIENTS]}
    chosen = list(known.items())[:CLIENTS]
    assert len(chosen) == CLIENTS
    return chosen


class Reader:
    """A program that reads crops over one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def seconds_of(self, crop):
        """Read (text, content), assert that the answer is that of this crop, and return the seconds that it took."""
        text, content = crop
        start = time.perf_counter()
        self.connection.request("POST", "/v1/read", content, {"Content-Type": "image/jpeg"})
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - start
        assert response.status == 200, body
        (record,) = json.loads(body)["images"]
        assert record["plates"][0]["readings"]["lstm"]["text"] == text
        return seconds


class Visitor:
    """An open page, as far as the server can tell: files are uploaded, and its events go through Gradio's queue."""

    def __init__(self, port, name):
        self.base, self.session = f"http://127.0.0.1:{port}/gradio_api", name
        config = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/config"))
        self.event = next(one["id"] for one in config["dependencies"] if one["api_name"] == "read_sent")

    def upload(self, content):
        boundary = "of-the-load-test"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="car.jpg"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        answer = self._post("upload", body, f"multipart/form-data; boundary={boundary}")
        return {"path": answer[0], "orig_name": "car.jpg", "meta": {"_type": "gradio.FileData"}}

    def read(self, files):
        """Have files read; returns the stream of events that the page gets."""
        asked = {"data": [files], "fn_index": self.event, "session_hash": self.session}
        self._post("queue/join", json.dumps(asked).encode(), "application/json")
        return urllib.request.urlopen(f"{self.base}/queue/data?session_hash={self.session}", timeout=PATIENCE)

    def _post(self, path, body, content_type):
        request = urllib.request.Request(f"{self.base}/{path}", body, {"content-type": content_type})
        return json.load(urllib.request.urlopen(request, timeout=PATIENCE))


def answer_in(stream):
    """What the page shows in the end."""
    shown = ""
    for line in stream:
        message = json.loads(line[5:]) if line.startswith(b"data:") else {}
        if message.get("msg") in ("process_generating", "process_completed"):
            assert message["success"], message
            shown += json.dumps(message["output"], ensure_ascii=False)
        if message.get("msg") == "process_completed":
            return shown
    pytest.fail("the page was told no end")


def test_one_client(port, crops):
    client = Reader(port)
    client.seconds_of(crops[0])
    say(f"one client, crops in sequence: {spread([client.seconds_of(crop) for crop in crops * 3])}")


def test_many_clients_at_once(port, crops):
    begin = threading.Barrier(CLIENTS, timeout=PATIENCE)

    def visit(crop):
        client = Reader(port)
        begin.wait()
        return [client.seconds_of(crop) for _ in range(REQUESTS_EACH)]

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        seconds = [one for client in pool.map(visit, crops) for one in client]
    rate = len(seconds) / (time.perf_counter() - start)
    say(f"{CLIENTS} clients at once, each its own crop: {spread(seconds)}, {rate:.0f} crops a second")


def test_nobody_waits_for_a_batch(port, crops):
    batch, other = Visitor(port, "batch"), Visitor(port, "other")
    photos = [batch.upload(photo(path)) for path in CROPS[:5]]
    stream = batch.read([photos[number % len(photos)] for number in range(PHOTOS)])
    next(line for line in stream if b"Reading" in line)
    client = Reader(port)
    say(
        f"beside {PHOTOS} photos of 12 megapixels, /v1/read: {spread([client.seconds_of(crop) for crop in crops[:12]])}"
    )
    waits = []
    for text, content in crops[:6]:
        uploaded = other.upload(content)
        start = time.perf_counter()
        shown = answer_in(other.read([uploaded]))
        waits.append(time.perf_counter() - start)
        assert f'aria-label=\\"{text}\\"' in shown
    say(f"beside {PHOTOS} photos of 12 megapixels, the page: {spread(waits)}")
    under_way = next(line for line in stream if b"Reading" in line)
    assert f"of {PHOTOS}".encode() in under_way, "the batch was over before the others had read"
    stream.close()


def photo(path):
    """A JPEG of a whole photo with the plate of a crop in it."""
    ground = np.random.default_rng(0).integers(60, 120, (*(side // 8 for side in PHOTO_SIZE[::-1]), 3), dtype=np.uint8)
    whole = Image.fromarray(ground).resize(PHOTO_SIZE)
    whole.paste(Image.open(path).convert("RGB").resize((720, 240)), (1500, 1700))
    buffer = io.BytesIO()
    whole.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
