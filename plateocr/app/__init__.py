"""The app: one Gradio page to read plates and to look at what an evaluation gets wrong."""

import os
import secrets
import tempfile
from pathlib import Path

# Where visitors' files are while this process runs; build.py creates and removes it. Gradio reads its name when it is
# imported, which every module of the app does.
WORKSPACE = Path(tempfile.gettempdir()) / f"plateocr-{secrets.token_hex(8)}"
os.environ.setdefault("GRADIO_TEMP_DIR", str(WORKSPACE / "sent"))
