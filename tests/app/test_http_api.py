import io
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import plateocr
from plateocr.app.http import body as http_body
from plateocr.app.http.api import http_api
from plateocr.app.http.body import Intake
from plateocr.app.http.schema import ReadAnswer
from plateocr.app.reading.pool import ReadingPool
from plateocr.app.reading.readers import OpenedReaders, open_readers

BODY = {"content-type": "image/png"}


@pytest.fixture(scope="module")
def opened(checkpoints):
    return open_readers([checkpoints / "simple", checkpoints / "lstm"])


@pytest.fixture(scope="module")
def client(opened):
    app = Starlette(routes=[http_api(opened, ReadingPool())])
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def image(noise_image):
    """A function from a seed to the bytes of a PNG."""

    def encode(seed=1):
        buffer = io.BytesIO()
        noise_image(seed).save(buffer, "PNG")
        return buffer.getvalue()

    return encode


def refused(answer, status, code):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert len(error["message"]) > 10
    return error["message"]


class TestRead:
    def test_a_body_is_one_image(self, client, opened, image):
        answer = client.post("/v1/read", content=image(), headers=BODY)
        assert answer.status_code == 200
        read = answer.json()
        assert (read["version"], read["models"]) == (plateocr.__version__, ["simple", "lstm"])
        (record,) = read["images"]
        assert (record["file"], record["width"], record["height"]) == ("image", 120, 40)
        for reader in opened.readers:
            reading = record["plates"][0]["readings"][reader.name]
            assert reading["text"] == reader.read(image()).text
            assert reading["milliseconds"] > 0

    def test_a_form_is_many_and_a_bad_one_costs_no_other(self, client, opened, image):
        sent = [("a", ("皖A12345.png", image(1))), ("b", ("text.jpg", b"not an image")), ("a", ("c.png", image(3)))]
        records = client.post("/v1/read", files=sent).json()["images"]
        assert [record["file"] for record in records] == ["皖A12345.png", "text.jpg", "c.png"]
        assert [record["error"] is not None for record in records] == [False, True, False]
        assert records[1]["error"]["message"].startswith("text.jpg is not an image")
        assert records[2]["plates"][0]["readings"]["lstm"]["text"] == opened.readers[1].read(image(3)).text

    def test_models_are_chosen_and_unknown_ones_named(self, client, image):
        answer = client.post("/v1/read?model=lstm", content=image(), headers=BODY).json()
        assert answer["models"] == ["lstm"] == list(answer["images"][0]["plates"][0]["readings"])
        both = client.post("/v1/read?model=lstm&model=simple", content=image(), headers=BODY).json()
        assert both["models"] == ["simple", "lstm"]
        sentence = refused(client.post("/v1/read?model=vit", content=image(), headers=BODY), 400, "invalid_option")
        assert sentence == "There is no model 'vit'; choose from simple, lstm."

    def test_the_view_of_an_image_can_be_chosen(self, client, image):
        as_photo = client.post("/v1/read?view=photo", content=image(), headers=BODY).json()["images"][0]
        assert as_photo["view"] == "photo"
        assert client.post("/v1/read?view=crop", content=image(), headers=BODY).json()["images"][0]["view"] == "crop"
        sentence = refused(client.post("/v1/read?view=x", content=image(), headers=BODY), 400, "invalid_option")
        assert "'auto', 'crop' or 'photo'" in sentence

    def test_without_an_image_it_says_how_to_send_one(self, client):
        refused(client.post("/v1/read"), 415, "unsupported_content_type")
        refused(client.post("/v1/read", json={"image": "data:"}), 415, "unsupported_content_type")
        refused(client.post("/v1/read", content=b"", headers=BODY), 400, "no_image")
        refused(client.post("/v1/read", data={"a": "b"}, files={"none": ("", b"")}), 400, "no_image")
        broken = {"content-type": "multipart/form-data; boundary=x"}
        refused(client.post("/v1/read", content=b"--y\r\n", headers=broken), 400, "malformed_form")
        without = {"content-type": "multipart/form-data"}
        refused(client.post("/v1/read", content=b"--y\r\n", headers=without), 400, "malformed_form")

    def test_too_many_are_refused(self, client, monkeypatch):
        monkeypatch.setattr(http_body, "MAX_IMAGES", 3)
        sent = [("image", (f"{number}.png", b"x")) for number in range(4)]
        assert client.post("/v1/read", files=sent[:3]).status_code == 200
        assert "more than 3 images" in refused(client.post("/v1/read", files=sent), 400, "too_many_images")

    def test_too_much_is_refused_whether_it_says_its_length_or_not(self, client, monkeypatch):
        monkeypatch.setattr(http_body, "MAX_BYTES", 1000)
        refused(client.post("/v1/read", content=b"x" * 1001, headers=BODY), 413, "too_large")
        refused(client.post("/v1/read", content=iter([b"x" * 600] * 2), headers=BODY), 413, "too_large")
        refused(client.post("/v1/read", files={"a": ("a.png", b"x" * 1001)}), 413, "too_large")
        assert client.post("/v1/read", content=b"x" * 1000, headers=BODY).status_code == 200

    def test_no_image_is_written_to_disk(self, client, image, monkeypatch):
        def fail(*_):
            pytest.fail("it is written to disk")

        monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", fail)
        monkeypatch.setattr("tempfile.TemporaryFile", fail)
        large = image() + b"\0" * 3_000_000
        records = client.post("/v1/read", files={"a": ("a.png", large)}).json()["images"]
        assert records[0]["error"] is None

    def test_without_a_model_it_says_so(self, image):
        client = TestClient(Starlette(routes=[http_api(OpenedReaders((), ("no model",)), ReadingPool())]))
        refused(client.post("/v1/read", content=image(), headers=BODY), 503, "no_model")
        answer = client.get("/v1/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "no_model")

    def test_a_bug_is_reported_without_details(self, client, image, monkeypatch):
        def read(*_):
            raise RuntimeError("/home/somebody")

        monkeypatch.setattr("plateocr.app.http.api.read_record", read)
        sentence = refused(client.post("/v1/read", content=image(), headers=BODY), 500, "internal")
        assert "/home" not in sentence


def test_the_memory_of_all_requests_is_limited_and_released(image):
    async def app(scope, receive, send):
        from starlette.requests import Request
        from starlette.responses import PlainTextResponse

        try:
            async with intake.images(Request(scope, receive)) as images:
                answer = PlainTextResponse(str(len(images[0].content)))
        except http_body.RefusedError as error:
            answer = PlainTextResponse(error.code, error.status)
        await answer(scope, receive, send)

    intake = Intake(max_bytes_held=1000)
    client = TestClient(app)
    for _ in range(3):
        assert client.post("/", content=b"x" * 900, headers=BODY).text == "900"
        answer = client.post("/", content=b"x" * 1100, headers=BODY)
        assert (answer.status_code, answer.text) == (503, "busy")

    @pytest.mark.parametrize(
        "sent", [{"params": {"models": "lstm"}}, {"params": {"model": ""}}, {"data": {"view": "crop"}}]
    )
    def test_an_option_that_would_be_ignored_is_refused(self, client, image, sent):
        refused(client.post("/v1/read", files={"a": ("a.png", image())}, **sent), 400, "invalid_option")

    def test_a_field_of_the_senders_own_is_no_fault(self, client, image):
        answer = client.post("/v1/read", files={"a": ("a.png", image())}, data={"camera": "3"})
        assert len(answer.json()["images"]) == 1

    def test_no_redirect_reveals_the_address(self, client):
        refused(client.post("/v1/read/", content=b"x", headers=BODY), 404, "not_found")

    def test_the_allowed_options_are_named(self, client):
        answer = client.get("/v1/read")
        refused(answer, 405, "method_not_allowed")
        assert answer.headers["allow"] == "POST"


class TestHealth:
    def test_monitors_may_ask_for_the_head_alone(self, client):
        answer = client.head("/v1/health")
        assert (answer.status_code, answer.content) == (200, b"")

    def test_it_names_the_models_but_no_folder(self, client, checkpoints):
        answer = client.get("/v1/health")
        state = answer.json()
        assert (answer.status_code, state["status"], state["finds_plates"]) == (200, "ready", True)
        assert [model["name"] for model in state["models"]] == ["simple", "lstm"]
        assert [len(model["sha256"]) for model in state["models"]] == [64, 64]
        assert {model["source"] for model in state["models"]} == {"a folder on the server"}
        assert str(checkpoints) not in answer.text

    def test_an_unknown_path_is_rejected_in_json(self, client):
        refused(client.get("/v1/nothing"), 404, "not_found")
        refused(client.get("/v1/read"), 405, "method_not_allowed")


class TestDocumentation:
    def test_it_needs_no_other_host_and_holds_behind_a_proxy(self, client):
        page = client.get("/v1/docs")
        assert page.status_code == 200
        assert "http://" not in page.text
        assert "https://" not in page.text
        for path in ("static/swagger-ui-bundle.js", "static/swagger-ui.css", "openapi.json"):
            assert f'"{path}"' in page.text.replace("'", '"')
            assert client.get(f"/v1/{path}").status_code == 200

    def test_the_path_of_a_proxy_does_not_matter(self, opened, image):
        """Both configurations of a proxy: the path that arrives includes its prefix, or not."""
        app = Starlette(routes=[http_api(opened, ReadingPool())])
        behind = TestClient(app, root_path="/plates")
        for path in ("/v1/health", "/v1/openapi.json", "/v1/docs", "/v1/static/swagger-ui.css"):
            assert behind.get(path).status_code == 200
            assert behind.get(f"/plates{path}").status_code == 200

    def test_the_schema_describes_the_answers(self, client, image):
        schema = client.get("/v1/openapi.json").json()
        post = schema["paths"]["/read"]["post"]
        assert set(post["requestBody"]["content"]) == {"multipart/form-data", "image/*", "application/octet-stream"}
        assert set(post["responses"]) == {"200", "400", "413", "415", "503", "default"}
        assert [parameter["name"] for parameter in post["parameters"]] == ["model", "view"]
        fields = schema["components"]["schemas"]["PlateRecord"]["properties"]
        answer = client.post("/v1/read", content=image(), headers=BODY)
        assert set(fields) == set(answer.json()["images"][0]["plates"][0])
        assert all("description" in field for field in fields.values())
        read = ReadAnswer.model_validate_json(answer.text)
        assert json.loads(read.model_dump_json()) == answer.json()
