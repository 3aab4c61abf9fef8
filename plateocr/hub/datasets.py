"""Pushing labelled folders to the Hub, in a layout that its viewer shows, and pulling them."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from plateocr.errors import HubError
from plateocr.hub.checkpoints import Pushed, make_repository
from plateocr.hub.data import METADATA_NAME, SIDECAR_NAMES, find_data
from plateocr.hub.dataset_card import SPLITS, dataset_card
from plateocr.hub.dataset_folder import DataToPush, stage
from plateocr.hub.errors import hub_errors, require_token
from plateocr.hub.folders import copy_whole
from plateocr.hub.names import HubName
from plateocr.models.config import CARD_NAME

if TYPE_CHECKING:
    from huggingface_hub import HfApi


def push_dataset(
    data: DataToPush, name: HubName, licence: str, *, private: bool = False, overwrite: bool = False, message: str = ""
) -> Pushed:
    """Upload labelled images to a data set, created if needed, with a card.

    File names are kept, since they hold the labels, and so are sidecars such as ``synth.parquet``. Images on the Hub
    that are not in ``data`` are deleted only with ``overwrite`` (older commits keep them). A large folder takes
    several commits; repeating an interrupted call continues the upload. Raises DataError, HubError.
    """
    from huggingface_hub import HfApi

    require_token(name)
    api = HfApi()
    with tempfile.TemporaryDirectory(prefix="plateocr-") as temporary:
        staged = Path(temporary)
        columns = stage(data, staged)
        ours = {file.relative_to(staged).as_posix() for file in staged.rglob("*") if file.is_file()}
        make_repository(api, name, private=private)
        with hub_errors(name, pushing=True):
            there = api.list_repo_files(name.repo, repo_type=name.type)
        stale = sorted(file for file in set(there) - ours if file.partition("/")[0] in SPLITS)
        if stale and not overwrite:
            raise HubError(
                "{name} has {number} files that are not in this push, for example {file}; push to another repository, "
                "or add --overwrite to delete them (older commits keep them).",
                name=name,
                number=len(stale),
                file=stale[0],
            )
        files = {split: [file for file in sorted(ours) if file.startswith(f"{split}/")] for split in data.splits}
        images = {split: [file for file in files[split] if not _is_table(file)] for split in files}
        plates = {split: len({image.plate for image in data.splits[split]}) for split in data.splits}
        before = _present_card(api, name) if CARD_NAME in there else ""
        try:
            card = dataset_card(name, licence, images, plates, columns, before)
        except ValueError as error:
            raise HubError(
                "the metadata in {name}'s README.md cannot be read; fix it on the Hub.", name=name
            ) from error
        (staged / CARD_NAME).write_text(card, encoding="utf-8")
        with hub_errors(name, pushing=True):
            commit = api.upload_folder(
                repo_id=name.repo,
                repo_type=name.type,
                folder_path=staged,
                commit_message=message or f"{sum(map(len, images.values()))} images, pushed by plateocr",
                delete_patterns=[f"{split}/*" for split in SPLITS] if stale else None,
            )
    return Pushed(name.at(commit.oid), commit.commit_url)


def pull_dataset(name: HubName, out: Path) -> tuple[HubName, int]:
    """Copy a data set from the Hub into the new folder ``out``; returns its commit and the number of files.

    Raises HubError, or DataError if ``out`` exists and is not empty.
    """

    def fetch() -> tuple[tuple[HubName, int], dict[str, Path]]:
        folder = find_data(name.uri()).folder
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("[!.]*") if path.is_file()}
        return (name.at(folder.name), len(files)), files

    return copy_whole(out, fetch)


def _is_table(file: str) -> bool:
    return file.rpartition("/")[2] in (METADATA_NAME, *SIDECAR_NAMES)


def _present_card(api: "HfApi", name: HubName) -> str:
    with hub_errors(name):
        return Path(api.hf_hub_download(name.repo, CARD_NAME, repo_type=name.type)).read_text(encoding="utf-8")
