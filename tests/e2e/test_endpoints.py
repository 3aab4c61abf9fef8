"""The endpoints of the running app, as other programs call them: /v1, Gradio's own, and the tool of its MCP server."""

import base64
import json
import urllib.error
import urllib.request

import pytest
from evaluation_on_disk import draw_plate
from gradio_client import Client, handle_file

from plateocr.pipeline.record import ImageRecord

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(address):
    return Client(address, verbose=False)


@pytest.fixture
def plate(tmp_path):
    path = tmp_path / "皖A12345.png"
    draw_plate("皖A12345").save(path)
    return path


@pytest.fixture
def by_http(address):
    """A function from a path to its record by /v1/read."""

    def read(path):
        request = urllib.request.Request(f"{address}v1/read", path.read_bytes(), {"content-type": "image/png"})
        return json.load(urllib.request.urlopen(request))["images"][0]

    return read


def same_but_for_time(record, other):
    """Whether two records are of the same reading; names and times may differ."""

    def told(one):
        dumped = ImageRecord.model_validate(one).to_dict() | {"file": ""}
        for found in dumped["plates"]:
            for reading in found["readings"].values():
                reading["milliseconds"] = None
        return dumped

    return told(record) == told(other)


def test_v1_reads_and_its_documentation_is_there(by_http, readers, plate, address):
    record = by_http(plate)
    for reader in readers:
        assert record["plates"][0]["readings"][reader.name]["text"] == reader.read(plate).text
    assert json.load(urllib.request.urlopen(f"{address}v1/health"))["status"] == "ready"
    assert "/read" in json.load(urllib.request.urlopen(f"{address}v1/openapi.json"))["paths"]
    assert urllib.request.urlopen(f"{address}v1/docs").status == 200


def test_gradio_gives_the_same_record(client, by_http, plate):
    record = client.predict(image=handle_file(str(plate)), api_name="/read")
    assert record["file"] == plate.name
    assert same_but_for_time(record, by_http(plate))
    assert client.predict(handle_file(str(plate)), "photo", api_name="/read")["view"] == "photo"


def test_gradio_reports_a_bad_file_in_its_record(client, tmp_path):
    bad = tmp_path / "text.jpg"
    bad.write_text("not an image")
    record = client.predict(image=handle_file(str(bad)), api_name="/read")
    assert record["error"]["message"].startswith("text.jpg is not an image")


@pytest.mark.parametrize("meta", [{}, {"meta": {}}, {"meta": {"_type": "gradio.FileData"}}])
def test_no_file_of_the_machine_can_be_named(address, plate, meta):
    body = json.dumps({"data": [{"path": str(plate), **meta}, "auto"]}).encode()
    request = urllib.request.Request(f"{address}gradio_api/run/read", body, {"content-type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert "皖" not in refused.value.read().decode()


def test_the_mcp_server_offers_one_tool_which_answers_in_json(run_async, address, by_http, plate):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def call():
        async with (
            streamablehttp_client(f"{address}gradio_api/mcp/") as (incoming, outgoing, _),
            ClientSession(incoming, outgoing) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            image = f"data:image/png;base64,{base64.b64encode(plate.read_bytes()).decode()}"
            return tools, await session.call_tool("read", {"image": image})

    (tool,), answer = run_async(call())
    assert tool.name == "read"
    assert tool.description.startswith("Reads the Chinese licence plates in an image")
    assert set(tool.inputSchema["properties"]) == {"image", "view"}
    assert tool.inputSchema["required"] == ["image"]
    assert not answer.isError
    assert same_but_for_time(json.loads(answer.content[0].text), by_http(plate))


def test_images_are_served_by_id_and_no_other_file_is(address):
    assert urllib.request.urlopen(f"{address}pictures/{0:016x}").headers["content-type"] == "image/jpeg"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}pictures/..%2F..%2Fmetrics.json")


def test_only_the_documented_endpoint_is_public(client):
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/read"}
