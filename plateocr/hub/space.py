"""A Gradio Space on the Hugging Face Hub, made or brought up to date from a staged folder."""

from pathlib import Path

from plateocr.hub.checkpoints import make_repository
from plateocr.hub.errors import hub_errors, require_token
from plateocr.hub.names import HubName

# What a Space holds for this command alone: the package, its checkpoints, the evaluation with its images, the examples.
OWN_FOLDERS = ("plateocr", "checkpoints", "assets/demo", "assets/examples")


def push_space(folder: Path, name: HubName, *, private: bool = False) -> str:
    """Upload a folder of :func:`plateocr.hub.staging.stage_space` as a Space; returns its address.

    A Space that is there is brought up to date: in the folders that are this command's own nothing old is left, all
    else stays. Large files go to the Hub's own storage by themselves. Raises HubError.
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
