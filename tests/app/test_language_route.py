import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from plateocr.app.language_route import LanguageRoute


@pytest.fixture(scope="module")
def client():
    def page(text):
        return lambda request: PlainTextResponse(text)

    routes = [Route("/", page("english")), Route("/zh", page("chinese")), Route("/config", page("config"))]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(LanguageRoute)]), follow_redirects=False)


@pytest.mark.parametrize(
    ("address", "accepted", "page"),
    [
        ("/", "", "english"),
        ("/", "en,zh;q=0.5", "english"),
        ("/?lang=en", "zh", "english"),
        ("/zh", "en", "chinese"),
        ("/zh?lang=zh", "en", "chinese"),
        ("/config?lang=zh", "zh", "config"),
    ],
)
def test_the_right_page_answers(client, address, accepted, page):
    assert client.get(address, headers={"accept-language": accepted}).text == page


@pytest.mark.parametrize(
    ("address", "accepted", "way"),
    [
        ("/", "zh-CN", "./zh"),
        ("/?show=worst&text=%E7%9A%96", "zh", "./zh?show=worst&text=%E7%9A%96"),
        ("/?lang=zh", "en", "./zh?lang=zh"),
        ("/zh?lang=en&page=2", "zh", "./?lang=en&page=2"),
    ],
)
def test_the_other_page_redirects_with_the_whole_link(client, address, accepted, way):
    answer = client.get(address, headers={"accept-language": accepted})
    assert (answer.status_code, answer.headers["location"]) == (302, way)
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("address", ["/?show=worst&page=2&text=a", "/?page=2&show=worst&text=a", "/?show=worst&text=a"])
def test_the_page_number_is_hidden_from_gradio(address):
    app = Starlette(
        routes=[Route("/", lambda request: PlainTextResponse(request.url.query))],
        middleware=[Middleware(LanguageRoute)],
    )
    assert TestClient(app).get(address).text == "show=worst&text=a"


def test_programs_post_where_they_want(client):
    assert client.post("/?lang=zh").status_code == 405
