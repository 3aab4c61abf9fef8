"""Checks of Gradio's environment variables, made before Gradio is imported, because it crashes on invalid ones."""

import os

from plateocr.errors import ConfigError

_LAST_PORT = 65535


def check_environment() -> None:
    """Raise ConfigError if GRADIO_SERVER_PORT is not a port or GRADIO_ROOT_PATH not a path."""
    port = os.environ.get("GRADIO_SERVER_PORT", "")
    if port and not (port.isdecimal() and 0 < int(port) <= _LAST_PORT):
        raise ConfigError(f"GRADIO_SERVER_PORT is '{port}'; give the number of a port, 1 to {_LAST_PORT}.")
    path = os.environ.get("GRADIO_ROOT_PATH", "")
    if path and not path.startswith(("/", "http://", "https://")):
        raise ConfigError(f"GRADIO_ROOT_PATH is '{path}'; it must begin with a slash, as in /{path}.")
