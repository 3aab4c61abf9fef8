"""The entry of the Hugging Face Space, and of ``python app.py``: the same as ``plateocr app``."""

import sys

from plateocr.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "app")
    main()
