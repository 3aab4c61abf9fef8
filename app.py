"""The entry point of the Hugging Face Space: the same as ``plateocr app``."""

import sys

from plateocr.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "app")
    main()
