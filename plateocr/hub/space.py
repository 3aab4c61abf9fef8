"""A Gradio Space on the Hugging Face Hub, made or brought up to date from a staged folder."""

from pathlib import Path


def push_space(folder: Path, name: str, *, private: bool = False) -> str:
    """Upload a folder of :func:`plateocr.hub.staging.stage_space` as the Space OWNER/NAME; returns its address.

    A Space that is there is brought up to date; of its files only old modules of the package are removed. Large files
    go to the Hub's own storage by themselves. Raises HubError.
    """
    from huggingface_hub import HfApi

    from plateocr.hub.errors import explained

    api = HfApi()
    with explained(name):
        api.create_repo(name, repo_type="space", space_sdk="gradio", private=private or None, exist_ok=True)
        api.upload_folder(
            repo_id=name,
            repo_type="space",
            folder_path=folder,
            delete_patterns="plateocr/**",
            commit_message="plateocr hub space",
        )
    return f"{api.endpoint}/spaces/{name}"
