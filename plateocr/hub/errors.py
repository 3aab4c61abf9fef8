"""Readable errors for everything that can go wrong with the Hub; only this module knows huggingface_hub's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from plateocr.errors import HubError, Sentence
from plateocr.hub.names import HubName

BAD_REQUEST = 400
LOG_IN = Sentence("log in with 'hf auth login' or set HF_TOKEN")


@contextmanager
def hub_errors(name: HubName, *, pushing: bool = False) -> Iterator[None]:
    """Turn the errors of huggingface_hub in the block into HubErrors about the repository ``name``.

    ``pushing`` says whether the block writes to it. No message contains a token.
    """
    from httpx2 import HTTPError, LocalProtocolError
    from huggingface_hub import errors

    try:
        yield
    except (LocalProtocolError, UnicodeEncodeError):
        # Not chained: the exception quotes the invalid header, and with it the token.
        raise HubError("the token for the Hub contains an invalid character; {log_in}.", log_in=LOG_IN) from None
    except (
        HTTPError,
        errors.EntryNotFoundError,
        errors.FileMetadataError,
        errors.HFValidationError,
        errors.LocalTokenNotFoundError,
        errors.OfflineModeIsEnabled,
        errors.RevisionResolutionError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise _explained(_root_of(error), name, pushing) from error


def require_token(name: HubName) -> None:
    """Raise HubError, before any work is done, if there is no token to push to ``name``."""
    from huggingface_hub import get_token

    if get_token() is None:
        raise HubError("there is no token to push to {name}; {log_in}.", name=name, log_in=LOG_IN)


def _root_of(error: BaseException) -> BaseException:
    """The network error behind an error: "not in the cache" hides why the Hub did not answer."""
    from httpx2 import TransportError
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, HfHubHTTPError | OfflineModeIsEnabled | TransportError):
            return cause
        cause = cause.__cause__
    return error


def _explained(error: BaseException, name: HubName, pushing: bool) -> HubError:
    from httpx2 import TransportError
    from huggingface_hub import constants, errors

    if isinstance(error, errors.OfflineModeIsEnabled | errors.LocalEntryNotFoundError):
        return _offline(name, pushing)
    if isinstance(error, errors.GatedRepoError):
        return HubError(
            "{name} is gated: request access at {endpoint}/{page}, then {log_in}.",
            name=name,
            endpoint=constants.ENDPOINT,
            page=name.page,
            log_in=LOG_IN,
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return HubError(
            "{repo} has no revision '{revision}'; name a branch, a tag or a full commit hash, or none for the latest.",
            repo=name.repo,
            revision=name.revision or constants.DEFAULT_REVISION,
        )
    if isinstance(error, errors.HfHubHTTPError):
        return _refused(error, name, pushing)
    if isinstance(error, TransportError):
        return HubError(
            "{endpoint} cannot be reached for {name} ({kind}); check the connection, or use a local copy.",
            endpoint=constants.ENDPOINT,
            name=name,
            kind=type(error).__name__,
        )
    if isinstance(error, OSError) and error.strerror:
        return HubError(
            "{name} cannot be saved in {cache}: {reason}; free some space, or set HF_HOME to another folder.",
            name=name,
            cache=constants.HF_HUB_CACHE,
            reason=error.strerror,
        )
    return HubError(
        "{name}: huggingface_hub failed ({reason}).", name=name, reason=" ".join(str(error).split()) or type(error)
    )


def _refused(error: BaseException, name: HubName, pushing: bool) -> HubError:
    """The error for a response of status 400 or above."""
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    assert isinstance(error, HfHubHTTPError)
    status = error.response.status_code
    if status == 429:
        return HubError(
            "too many requests to the Hub from here (429, {name}); try again in a few minutes, or {log_in}.",
            name=name,
            log_in=LOG_IN,
        )
    if pushing and status in (401, 403):
        return HubError(
            "this token may not write to {name} ({status}); {log_in} to one that may.",
            name=name,
            status=status,
            log_in=LOG_IN,
        )
    if isinstance(error, RepositoryNotFoundError):
        return HubError(
            "there is no {type} {repo} on the Hub that this machine may read; check the name, or, if it is private, "
            "{log_in}.",
            type=name.type,
            repo=name.repo,
            log_in=LOG_IN,
        )
    if status in (401, 403):
        return HubError("this token may not read {name} ({status}); {log_in}.", name=name, status=status, log_in=LOG_IN)
    return HubError(
        "the Hub answered {status} for {name}{reason}; {remedy}.",
        status=status,
        name=name,
        reason=f" ({' '.join(error.server_message.split())})" if error.server_message else "",
        remedy="fix the problem" if status == BAD_REQUEST else "try again later",
    )


def _offline(name: HubName, pushing: bool) -> HubError:
    if pushing:
        return HubError("cannot push to {name} while HF_HUB_OFFLINE is set; unset it.", name=name)
    return HubError(
        "{name} is missing from the cache of this machine, or incomplete, and HF_HUB_OFFLINE is set; unset it to "
        "download it once.",
        name=name,
    )
