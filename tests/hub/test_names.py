import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateocr.errors import HubError
from plateocr.hub.names import HubName, is_hub_uri, may_be_hub_name, parse_hub_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me/plates", HubName("me/plates")),
        ("me/plates@v1.0", HubName("me/plates", "v1.0")),
        ("me/plates@refs/pr/4", HubName("me/plates", "refs/pr/4")),
        ("hf://me/plates@main", HubName("me/plates", "main")),
        ("hf://models/me/plates", HubName("me/plates")),
    ],
)
def test_a_name(text, name):
    assert parse_hub_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("plates", "me/plates/lstm", "me/", "/plates", "me/pla tes", "me/plates@", "me/a--b", "me/a..b", "me/a.git"),
        *("me/a-", "hf://datasets/me/plates", "牌/照", "me/" + 100 * "x", "me/plates@a@b"),
    ],
)
def test_invalid_names_are_rejected(text):
    with pytest.raises(HubError, match="OWNER/NAME@REVISION"):
        parse_hub_name(text)


def test_names_of_data_sets():
    name = parse_hub_name("hf://datasets/me/plates@main", "dataset")
    assert (name.type, name.page, name.uri()) == ("dataset", "datasets/me/plates", "hf://me/plates@main")


@given(st.from_regex(r"[a-z0-9]{1,9}/[a-z0-9]{1,9}(@[a-z0-9]{1,9})?", fullmatch=True))
def test_names_survive_a_round_trip(text):
    name = parse_hub_name(text)
    assert str(name) == text
    assert parse_hub_name(name.uri()) == name
    assert name.name == text.partition("/")[2].partition("@")[0]


@pytest.mark.parametrize(
    ("text", "on_hub"),
    [
        ("me/plates", True),
        ("hf://here/plates", True),
        ("checkpoints/mine", False),
        ("here/plates", False),
        ("./me/plates", False),
        ("../me", False),
        ("~/plates", False),
        ("/me/plates", False),
        ("plates", False),
    ],
)
def test_a_possible_folder_is_not_a_hub_name(text, on_hub, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").mkdir()
    assert may_be_hub_name(text) == on_hub
    assert is_hub_uri(text) == text.startswith("hf:")
