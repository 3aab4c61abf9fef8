"""Creating or updating a Gradio Space on the Hugging Face Hub from a staged folder."""

from pathlib import Path

from plateocr.hub.checkpoints import make_repository
from plateocr.hub.errors import hub_errors, require_token
from plateocr.hub.names import HubName

# The folders of a Space that belong to this command: the package, checkpoints, evaluation and examples.
OWN_FOLDERS = ("plateocr", "checkpoints", "assets/demo", "assets/examples")


def push_space(folder: Path, name: HubName, *, private: bool = False) -> str:
    """Upload a folder made by :func:`plateocr.hub.staging.stage_space` as a Space; returns its address.

    An existing Space is updated: OWN_FOLDERS are replaced, and all other files stay. Raises HubError.
    """
    from huggingface_hub import HfApi

    api = HfApi()
    require_token(name)
    make_repository(api, name, private=private)
    with hub_errors(name, pushing=True):
        api.upload_folder(
            repo_id=name.repo,
            repo_type="space",
            folder_path=folder,
            delete_patterns=[f"{place}/**" for place in OWN_FOLDERS],
            commit_message="plateocr hub space",
        )
    return f"{api.endpoint}/{name.page}"
