"""``python -m plateocr`` is the same command as ``plateocr``."""

from plateocr.cli import main

if __name__ == "__main__":
    main()
