"""A fake of the Hub's HTTP API on loopback, as far as huggingface_hub 2.4 uses it, with repositories in memory.

Covers models, data sets and Spaces; commits, branches, LFS, gated and private repositories, paginated lists. Not Xet:
set HF_HUB_DISABLE_XET=1, as ``FakeHub.environment`` does.
"""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_tokenofthefakehub"
USER = "me"
LFS_SUFFIXES = {".safetensors", ".onnx", ".parquet", ".jpg", ".jpeg", ".png", ".woff2", ".otf"}
PAGE = 50

Files = dict[str, bytes]


@dataclass
class Repository:
    """Commits by their hash, and the heads of the branches."""

    private: bool = False
    gated: bool = False
    sdk: str | None = None
    commits: dict[str, Files] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.commit("main", {".gitattributes": b"*.onnx filter=lfs\n"}, "initial commit")

    def commit(self, branch: str, files: Files, message: str) -> str:
        sha = hashlib.sha1(f"{len(self.commits)} {message}".encode()).hexdigest()
        self.commits[sha] = dict(files)
        self.branches[branch] = sha
        self.messages.append(message)
        return sha

    def resolve(self, revision: str) -> str | None:
        """The commit of a branch, or a full commit hash; like the Hub, this does not accept abbreviated hashes."""
        return self.branches.get(revision, revision if revision in self.commits else None)

    @property
    def files(self) -> Files:
        """The files in the latest commit of main, without the one that the Hub adds."""
        return {name: content for name, content in self.commits[self.branches["main"]].items() if name[0] != "."}


@dataclass
class FakeHub:
    """The state of the server, which tests may inspect and change."""

    endpoint: str = ""
    repositories: dict[tuple[str, str], Repository] = field(default_factory=dict)
    blobs: Files = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    answer_all_with: int | None = None
    cut_next_download: bool = False
    ranges: list[str] = field(default_factory=list)

    def environment(self, home: object, token: str | None = TOKEN) -> dict[str, str]:
        """Environment variables for a process that talks to this hub only, with its own cache."""
        own = {"HF_ENDPOINT": self.endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
        own |= {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": ""}
        return own | ({"HF_TOKEN": token} if token else {})

    def repository(self, name: str, kind: str = "model") -> Repository:
        return self.repositories[kind, name]

    def add(self, name: str, files: Files, kind: str = "model", **settings: bool) -> Repository:
        """Add a repository, with files in its second commit."""
        repository = self.repositories.setdefault((kind, name), Repository(**settings))
        repository.commit("main", files, "added")
        return repository

    def writes(self) -> list[str]:
        """Requests that would change something."""
        return [line for line in self.requests if line.startswith(("POST", "PUT", "DELETE")) and "validate" not in line]


@contextmanager
def serve() -> Iterator[FakeHub]:
    """Run a hub until the block ends."""
    hub = FakeHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"hub": hub}))
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Refused(Exception):  # noqa: N818 - an answer, not an error of the server
    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        super().__init__(message or code)
        headers = {"X-Error-Code": code, "X-Error-Message": message}
        self.status, self.headers = status, {name: value for name, value in headers.items() if value}


_KIND = r"(?P<kind>model|dataset|space)s"
_NAME = r"(?P<name>[^/]+/[^/]+)"
_PREFIX = r"(?:(?P<kinds>datasets|spaces)/)?"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    ROUTES = (
        ("GET", r"/api/whoami-v2", "whoami"),
        ("POST", r"/api/repos/create", "create"),
        ("POST", r"/api/validate-yaml", "validate"),
        ("POST", rf"/api/{_KIND}/{_NAME}/preupload/(?P<revision>.+)", "preupload"),
        ("POST", rf"/api/{_KIND}/{_NAME}/commit/(?P<revision>.+)", "commit"),
        ("POST", rf"/api/{_KIND}/{_NAME}/branch/(?P<branch>.+)", "branch"),
        ("POST", rf"/api/{_KIND}/{_NAME}/variables", "variable"),
        ("POST", rf"/api/{_KIND}/{_NAME}/paths-info/(?P<revision>[^/]+)", "paths_info"),
        ("GET", rf"/api/{_KIND}/{_NAME}/tree/(?P<revision>[^/]+)(?:/(?P<below>.+))?", "tree"),
        ("GET", rf"/api/{_KIND}/{_NAME}/refs", "refs"),
        ("GET", rf"/api/{_KIND}/{_NAME}(?:/revision/(?P<revision>.+))?", "info"),
        ("POST", rf"/{_PREFIX}{_NAME}\.git/info/lfs/objects/batch", "lfs_batch"),
        ("PUT", r"/lfs/(?P<oid>[0-9a-f]{64})", "lfs_upload"),
        ("POST", r"/lfs-verify", "lfs_verify"),
        ("GET", r"/lfs/(?P<oid>[0-9a-f]{64})", "lfs_download"),
        ("GET", rf"/{_PREFIX}{_NAME}/resolve/(?P<revision>[^/]+)/(?P<path>.+)", "resolve"),
    )

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("GET")

    def do_HEAD(self):
        self.answer("GET")

    def do_POST(self):
        self.answer("POST")

    def do_PUT(self):
        self.answer("PUT")

    def answer(self, method):
        url = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.hub.requests.append(f"{self.command} {unquote(url.path)}")
        try:
            if self.hub.answer_all_with:
                raise _Refused(self.hub.answer_all_with)
            for expected, pattern, name in self.ROUTES:
                match = re.fullmatch(pattern, url.path)
                if expected == method and match:
                    parts = {key: unquote(value) for key, value in match.groupdict().items() if value is not None}
                    getattr(self, name)(**parts)
                    return
            raise _Refused(404)
        except _Refused as refused:
            self.send(refused.status, {"error": str(refused)}, refused.headers)

    def send(self, status, content, headers=None):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def token_is_good(self):
        given = self.headers.get("Authorization")
        if given not in (None, f"Bearer {TOKEN}"):
            raise _Refused(401, message="Invalid credentials in Authorization header")
        return given is not None

    def may_write(self, name):
        if not self.token_is_good():
            raise _Refused(401, message="Invalid username or password.")
        if name.partition("/")[0] != USER:
            raise _Refused(403, message="You don't have the rights to write there")

    def found(self, kind, name):
        """The repository, if it exists and the token may read it."""
        repository = self.hub.repositories.get((kind, name))
        known = self.token_is_good()
        if repository is None or (repository.private and not known):
            raise _Refused(404 if known else 401, "RepoNotFound", "Repository not found")
        return repository

    def at(self, repository, revision):
        sha = repository.resolve(revision or "main")
        if sha is None:
            raise _Refused(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return sha, repository.commits[sha]

    def whoami(self):
        if not self.token_is_good():
            raise _Refused(401, message="Invalid username or password.")
        self.send(200, {"name": USER, "type": "user", "auth": {"accessToken": {"role": "write"}}})

    def create(self):
        asked = json.loads(self.body)
        name, kind = f"{asked['organization'] or USER}/{asked['name']}", asked.get("type") or "model"
        self.may_write(name)
        url = f"{self.hub.endpoint}/{'' if kind == 'model' else kind + 's/'}{name}"
        if (kind, name) in self.hub.repositories:
            self.send(409, {"error": "You already created this repo", "url": url})
            return
        private = asked.get("private", False) or asked.get("visibility") == "private"
        self.hub.repositories[kind, name] = Repository(private, sdk=asked.get("sdk"))
        self.send(200, {"url": url, "name": name})

    def validate(self):
        head = re.match(r"---\n.*?\n---\n", json.loads(self.body)["content"], re.DOTALL)
        if head is None:
            self.send(400, {"errors": [{"message": "no metadata"}], "warnings": []})
        else:
            self.send(200, {"errors": [], "warnings": []})

    def preupload(self, kind, name, revision):
        self.may_write(name)
        repository = self.found(kind, name)
        _, files = self.at(repository, revision)
        answers = []
        for file in json.loads(self.body)["files"]:
            path = file["path"]
            assert base64.b64decode(file["sample"]) or file["size"] == 0
            answer = {"path": path, "uploadMode": "lfs" if _is_lfs(path) else "regular", "shouldIgnore": False}
            answers.append(answer | ({"oid": _oid(path, files[path])} if path in files else {}))
        self.send(200, {"files": answers})

    def lfs_batch(self, name, kinds="models"):
        self.may_write(name)
        self.found(kinds.removesuffix("s"), name)
        objects = []
        for asked in json.loads(self.body)["objects"]:
            upload = {"href": f"{self.hub.endpoint}/lfs/{asked['oid']}"}
            verify = {"href": f"{self.hub.endpoint}/lfs-verify"}
            known = asked["oid"] in self.hub.blobs
            objects.append(asked | ({} if known else {"actions": {"upload": upload, "verify": verify}}))
        self.send(200, {"transfer": "basic", "objects": objects})

    def lfs_upload(self, oid):
        assert hashlib.sha256(self.body).hexdigest() == oid
        self.hub.blobs[oid] = self.body
        self.send(200, b"")

    def lfs_verify(self):
        asked = json.loads(self.body)
        self.send(200 if len(self.hub.blobs[asked["oid"]]) == asked["size"] else 404, {})

    def commit(self, kind, name, revision):
        self.may_write(name)
        repository = self.found(kind, name)
        if revision not in repository.branches:
            raise _Refused(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        files = dict(self.at(repository, revision)[1])
        message = ""
        for line in self.body.splitlines():
            entry = json.loads(line)
            key, value = entry["key"], entry["value"]
            if key == "header":
                message = value["summary"]
            elif key == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif key == "lfsFile":
                files[value["path"]] = self.hub.blobs[value["oid"]]
            elif key == "deletedFile":
                del files[value["path"]]
        sha = repository.commit(revision, files, message)
        prefix = "" if kind == "model" else f"{kind}s/"
        url = f"{self.hub.endpoint}/{prefix}{name}/commit/{sha}"
        self.send(200, {"success": True, "commitOid": sha, "commitUrl": url})

    def branch(self, kind, name, branch):
        self.may_write(name)
        repository = self.found(kind, name)
        if branch in repository.branches:
            raise _Refused(409, message="Reference already exists")
        repository.branches[branch] = repository.branches["main"]
        self.send(200, {})

    def variable(self, kind, name):
        self.may_write(name)
        asked = json.loads(self.body)
        self.found(kind, name).variables[asked["key"]] = asked["value"]
        self.send(200, {})

    def info(self, kind, name, revision="main"):
        repository = self.found(kind, name)
        sha, files = self.at(repository, revision)
        seen = {"id": name, "sha": sha, "private": repository.private, "gated": repository.gated and "manual"}
        more = {"tags": [], "downloads": 0, "likes": 0, "siblings": [{"rfilename": path} for path in files]}
        self.send(200, seen | more | ({"sdk": repository.sdk} if repository.sdk else {}))

    def refs(self, kind, name):
        repository = self.found(kind, name)
        branches = [
            {"name": branch, "ref": f"refs/heads/{branch}", "targetCommit": sha}
            for branch, sha in repository.branches.items()
        ]
        self.send(200, {"branches": branches, "tags": [], "converts": []})

    def tree(self, kind, name, revision, below=""):
        repository = self.found(kind, name)
        _, files = self.at(repository, revision)
        listed = [_listed(path, content) for path, content in sorted(files.items()) if path.startswith(below)]
        start = int(self.query.get("cursor", 0))
        headers = {}
        if start + PAGE < len(listed):
            more = f"{self.hub.endpoint}{urlsplit(self.path).path}?recursive=true&cursor={start + PAGE}"
            headers["Link"] = f'<{more}>; rel="next"'
        self.send(200, listed[start : start + PAGE], headers)

    def paths_info(self, kind, name, revision):
        _, files = self.at(self.found(kind, name), revision)
        paths = (parse_qs(self.body.decode()) or {}).get("paths", [])
        self.send(200, [_listed(path, files[path]) for path in paths if path in files])

    def resolve(self, name, revision, path, kinds="models"):
        repository = self.found(kinds.removesuffix("s"), name)
        if repository.gated:
            raise _Refused(403, "GatedRepo", "Access is restricted")
        sha, files = self.at(repository, revision)
        commit = {"X-Repo-Commit": sha}
        if path not in files:
            self.send(404, {}, commit | {"X-Error-Code": "EntryNotFound", "X-Error-Message": "Entry not found"})
            return
        content = files[path]
        etag = f'"{_oid(path, content)}"'
        if _is_lfs(path):
            oid = hashlib.sha256(content).hexdigest()
            self.hub.blobs[oid] = content
            # On another host, like the Hub's storage, so that a token must not be sent along.
            place = f"{self.hub.endpoint.replace('127.0.0.1', 'localhost')}/lfs/{oid}"
            linked = {"X-Linked-Etag": etag, "X-Linked-Size": str(len(content)), "Location": place}
            self.send(302, b"", commit | linked)
            return
        self.send(200, content, commit | {"ETag": etag})

    def lfs_download(self, oid):
        if self.headers.get("Authorization"):
            raise _Refused(400, message="a token was sent to the storage")
        content, asked = self.hub.blobs[oid], self.headers.get("Range")
        if self.hub.cut_next_download:
            self.hub.cut_next_download = False
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
            return
        if asked:
            self.hub.ranges.append(asked)
            start = int(re.fullmatch(r"bytes=(\d+)-\d*", asked)[1])
            where = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
            self.send(206, content[start:], where)
            return
        self.send(200, content)


def _is_lfs(path):
    return PurePosixPath(path).suffix in LFS_SUFFIXES


def _oid(path, content):
    """SHA-256 of an LFS file, or git's SHA-1 of any other."""
    if _is_lfs(path):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def _listed(path, content):
    entry = {"type": "file", "path": path, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
    if _is_lfs(path):
        entry["lfs"] = {"oid": _oid(path, content), "size": len(content), "pointerSize": 134}
    return entry
