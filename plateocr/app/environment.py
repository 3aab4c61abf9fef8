"""Settings of Gradio's in the environment, looked at before Gradio stumbles over them, which it does when imported."""

import os

from plateocr.errors import ConfigError

_LAST_PORT = 65535


def check_environment() -> None:
    """Raise ConfigError where GRADIO_SERVER_PORT is no port or GRADIO_ROOT_PATH no path."""
    port = os.environ.get("GRADIO_SERVER_PORT", "")
    if port and not (port.isdecimal() and 0 < int(port) <= _LAST_PORT):
        raise ConfigError(f"GRADIO_SERVER_PORT is '{port}'; give the number of a port, 1 to {_LAST_PORT}.")
    path = os.environ.get("GRADIO_ROOT_PATH", "")
    if path and not path.startswith(("/", "http://", "https://")):
        raise ConfigError(f"GRADIO_ROOT_PATH is '{path}'; it must begin with a slash, as in /{path}.")
