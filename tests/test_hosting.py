"""The servers of docs/hosting.md, as it configures them: they show the site whole, typed, guarded, and nothing else."""

import gzip
import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pressflow import formats
from pressflow.channels.exchange import exchange
from pressflow.demo import free_port
from pressflow.model import paths
from pressflow.model.edition import Document
from tests import builders
from tests.browser import chromium, needs_chromium
from tests.formats import editions

pytestmark = pytest.mark.xdist_group("hosting")

DOC = (Path(__file__).parents[1] / "docs" / "hosting.md").read_text("utf-8")
HOST = "presse.ostermuehl.example.org"
OLD = "/presse/2019/alte straße.html"
NO_SKIP = os.environ.get("PRESSFLOW_TEST_NO_SKIP")
# Debian has servers where only root looks for programs.
PATH = f"{os.environ['PATH']}:/usr/sbin"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def example(language: str) -> str:
    """The page's first fenced block in a language."""
    found = re.search(rf"^```{language}\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with these changes, each of which finds its place."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def put(folder: Path, name: str, content: bytes) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The documents of a site with everything in it, two old addresses among them, by path."""
    settings = changed(
        builders.SETTINGS,
        ("[mail]", 'security_contact = "mailto:it@lohtal.example.org"\nsecurity_expires = 2027-06-30\n\n[mail]'),
    )
    newsroom = builders.make_newsroom(tmp_path_factory.mktemp("hosting") / "office", settings)
    full = editions.full(newsroom)
    moved = builders.add_release(
        newsroom, "2026-05-19-moved", redirect_from=[OLD.replace(" ", "%20"), "/presse/2019/verzeichnis/"]
    )
    recalled = builders.add_release(newsroom, KILLED)
    edition = newsroom.edition(
        *full.releases,
        editions.published(editions.release_in(newsroom, moved)),
        editions.killed(editions.published(editions.release_in(newsroom, recalled))),
    )
    return {document.path: document for document in formats.documents(replace(edition, reader=None))}


@pytest.fixture(scope="module")
def press(site: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `public`: the site, and among its files some that nobody may see."""
    folder = tmp_path_factory.mktemp("press")
    for document in site.values():
        put(folder / "public", document.path, document.content)
    for name in (".geheim", ".git/config", "de/.geheim.html", ".well-known/.geheim"):
        put(folder / "public", name, b"geheim")
    return folder


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    content: bytes


@dataclass(frozen=True)
class Server:
    """A server on loopback, and the folder it shows."""

    port: int
    press: Path
    check: list[str]

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to a request for a path, with headers written_like_this."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            fields = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers={"Host": HOST, **fields})
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, answer.read())
        finally:
            connection.close()


def nginx(press: Path, own: Path, port: int) -> tuple[list[str], list[str]]:
    """The commands that check and run nginx."""
    config = changed(
        example("nginx"),
        ("/srv/press", str(press)),
        ("    listen 80;\n    listen [::]:80;\n", f"    listen 127.0.0.1:{port};\n"),
    )
    places = "".join(
        f"{name}_temp_path {own}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (own / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {own}/pid;\nerror_log stderr;\nevents {{ }}\n"
        f"http {{\naccess_log off;\n{places}{config}}}\n",
        "utf-8",
    )
    run = ["nginx", "-e", "stderr", "-p", str(own), "-c", str(own / "nginx.conf")]
    return [*run, "-t"], run


def caddy(press: Path, own: Path, port: int) -> tuple[list[str], list[str]]:
    """The commands that check and run Caddy."""
    config = changed(
        example("caddy"),
        ("/srv/press", str(press)),
        (f"{HOST} {{", f"http://{HOST}:{port} {{\n\tbind 127.0.0.1"),
    )
    (own / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{config}", "utf-8")
    said = ["--adapter", "caddyfile", "--config", str(own / "Caddyfile")]
    return ["caddy", "validate", *said], ["caddy", "run", *said]


def served(press: Path, own: Path, make: Callable[[Path, Path, int], tuple[list[str], list[str]]]) -> Iterator[Server]:
    """A server at work until the test is over."""
    port = free_port()
    check, run = make(press, own, port)
    with (own / "log").open("w") as log:
        process = subprocess.Popen(run, env=environment(own), stdout=log, stderr=log)
        try:
            server = Server(port, press, check)
            end = time.monotonic() + 20
            while True:
                try:
                    server.get("/")
                    break
                except ConnectionError:
                    assert process.poll() is None, (own / "log").read_text()
                    assert time.monotonic() < end, (own / "log").read_text()
                    time.sleep(0.02)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def environment(own: Path) -> dict[str, str]:
    """Where programs keep what is theirs."""
    return os.environ | {"PATH": PATH, "HOME": str(own), "XDG_DATA_HOME": str(own), "XDG_CONFIG_HOME": str(own)}


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def server(request: pytest.FixtureRequest, press: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    name = request.param.__name__
    if not shutil.which(name, path=PATH) and not NO_SKIP:
        pytest.skip(f"NO {name.upper()}: its configuration was not tried; apt install {name}")
    yield from served(press, tmp_path_factory.mktemp(name), request.param)


def test_configuration_has_no_faults_and_no_warnings(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        server.check, env=environment(tmp_path), capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "[warn]" not in done.stderr
    assert "not formatted" not in done.stderr


def address(path: str) -> str:
    """Where a document is asked for: a folder's own page under the folder's name."""
    return "/" + path.removesuffix("index.html")


RULES = {paths.REDIRECTS, paths.NGINX_REDIRECTS, paths.CADDY_REDIRECTS, paths.APACHE_REDIRECTS}
RULES |= {paths.NGINX_GONE, paths.CADDY_GONE, paths.APACHE_GONE}
KILLED = "2026-05-18-recalled"


def shown(site: dict[str, Document]) -> list[Document]:
    """What readers can ask for: not what is for servers, nor what stands where there is nothing any more."""
    return [
        document
        for path, document in site.items()
        if path not in RULES
        and not path.endswith(paths.NOT_FOUND)
        and not path.startswith("presse/")
        and KILLED not in path
    ]


def test_each_document_is_served_whole_with_its_type(server: Server, site: dict[str, Document]) -> None:
    assert len({document.media_type for document in shown(site)}) > 10
    for document in shown(site):
        answer = server.get(address(document.path))
        assert answer.status == 200, document.path
        assert answer.content == document.content, document.path
        assert answer.headers["content-type"].lower() == document.media_type.lower(), document.path


def test_pages_run_and_load_nothing_from_elsewhere(server: Server) -> None:
    for path in ("/", "/de/", f"/de/{builders.SLUG}.html"):
        assert server.get(path).headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("path", ["/", "/de/rss.xml", f"/de/{builders.SLUG}.pdf", "/theme/style.css", "/nirgends"])
def test_browsers_keep_to_the_types_and_tell_others_nothing(server: Server, path: str) -> None:
    headers = server.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), microphone=(), geolocation=()"


def test_what_can_be_corrected_is_asked_for_again_within_a_minute(server: Server, site: dict[str, Document]) -> None:
    for document in shown(site):
        age = 3600 if document.path.startswith(("media/", "theme/")) else 60
        headers = server.get(address(document.path)).headers
        assert headers["cache-control"] == f"public, max-age={age}", document.path


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("path", ["/de/", "/de/rss.xml", f"/de/{builders.SLUG}.pdf"])
def test_who_has_the_newest_is_told_so(server: Server, path: str, encoding: str) -> None:
    first = server.get(path, Accept_Encoding=encoding)
    assert first.status == 200
    for headers in (
        {"If_None_Match": first.headers["etag"]},
        {"If_Modified_Since": first.headers["last-modified"]},
    ):
        again = server.get(path, Accept_Encoding=encoding, **headers)
        assert (again.status, again.content) == (304, b"")


def test_text_is_compressed_and_what_is_compressed_already_is_not(server: Server, site: dict[str, Document]) -> None:
    kinds = set()
    for document in shown(site):
        answer = server.get(address(document.path), Accept_Encoding="gzip")
        if document.path.endswith((".pdf", ".jpg", ".webp", ".png", ".zip")):
            assert "content-encoding" not in answer.headers, document.path
        elif len(document.content) > 2000:
            assert answer.headers["content-encoding"] == "gzip", document.path
            assert answer.headers["vary"] == "Accept-Encoding", document.path
            assert gzip.decompress(answer.content) == document.content, document.path
        kinds.add(Path(document.path).suffix)
    assert kinds >= {".html", ".css", ".js", ".txt", ".xml", ".json", ".pdf", ".jpg", ".webp", ".zip"}


@pytest.mark.parametrize("path", ["/presse/2019/alte%20stra%C3%9Fe.html", "/presse/2019/verzeichnis/"])
def test_old_address_leads_to_the_release_for_good(server: Server, path: str) -> None:
    answer = server.get(path)
    assert (answer.status, answer.headers["location"]) == (301, "/de/2026-05-19-moved.html")


def test_neighbours_of_an_old_address_lead_nowhere(server: Server) -> None:
    for path in ("/presse/2019/", "/presse/2019/verzeichnis/x", "/presse/2019/alte%20stra%C3%9Fe.htmlx"):
        assert server.get(path).status == 404, path


@pytest.mark.parametrize("path", [f"/de/{KILLED}.html", f"/de/{KILLED}.pdf", f"/media/{KILLED}/assets/photo.jpg"])
def test_what_was_removed_is_said_to_be_gone_on_a_page_that_says_so(
    server: Server, site: dict[str, Document], path: str
) -> None:
    answer = server.get(path)
    assert answer.status == 410
    assert answer.content == site[f"de/{KILLED}.html"].content
    assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY


def test_neighbours_of_what_was_removed_are_not_gone(server: Server) -> None:
    assert server.get(f"/de/{KILLED}-2.html").status == 404
    assert server.get(f"/media/{KILLED}x/photo.jpg").status == 404


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/nirgends", "404.html"),
        ("/nirgends.html", "404.html"),
        ("/media/nirgends.jpg", "404.html"),
        ("/de/nirgends.html", "de/404.html"),
        ("/en/nirgends.html", "en/404.html"),
        ("/de/topics/nirgends/", "de/404.html"),
        ("/404.html", "404.html"),
        ("/de/404.html", "de/404.html"),
    ],
)
def test_what_is_not_there_is_told_in_the_readers_language(
    server: Server, site: dict[str, Document], path: str, page: str
) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert answer.content == site[page].content
    assert answer.headers["content-type"].lower() == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("path", ["/.geheim", "/.git/config", "/de/.geheim.html", "/.well-known/.geheim", "/%2egeheim"])
def test_hidden_files_are_not_served(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert b"geheim" not in answer.content


def test_rules_for_servers_are_not_served(server: Server, site: dict[str, Document]) -> None:
    assert set(site) > RULES
    assert {server.get(f"/{path}").status for path in RULES} == {404}


@pytest.mark.parametrize("path", ["/media/", "/theme/", "/presse/", "/.well-known/", "/.git/"])
def test_no_folder_shows_what_is_in_it(server: Server, path: str) -> None:
    assert server.get(path).status == 404


def test_folder_is_found_without_its_slash(server: Server) -> None:
    answer = server.get("/de")
    assert answer.status in (301, 308)
    assert answer.headers["location"] == "/de/"


def test_new_site_is_shown_from_the_moment_it_is_there(server: Server, press: Path) -> None:
    kept = server.get("/theme/style.css").headers["etag"]
    new = press / "new"
    shutil.copytree(press / "public", new, copy_function=os.link)
    (new / "de" / f"{builders.SLUG}.txt").unlink()
    (new / "de" / f"{builders.SLUG}.html").unlink()
    put(new, f"de/{builders.SLUG}.html", b"corrected")
    try:
        exchange(new, press / "public")
        assert server.get(f"/de/{builders.SLUG}.html").content == b"corrected"
        assert server.get(f"/de/{builders.SLUG}.txt").status == 404
        assert server.get("/theme/style.css").headers["etag"] == kept
    finally:
        exchange(new, press / "public")
        shutil.rmtree(new)
    assert server.get(f"/de/{builders.SLUG}.txt").status == 200


@needs_chromium("the policy was not tried")
def test_policy_lets_pages_look_as_they_do_from_a_folder(server: Server, site: dict[str, Document]) -> None:
    complaints: list[str] = []
    with chromium(f"--host-resolver-rules=MAP {HOST} 127.0.0.1") as browser:
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        for path in (document.path for document in shown(site) if document.path.endswith(".html")):
            page.goto(f"http://{HOST}:{server.port}{address(path)}")
            assert page.evaluate("getComputedStyle(document.querySelector('.wrap')).maxWidth") != "none", path
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_hosts_that_take_headers_from_a_file_are_given_the_same() -> None:
    said = dict(re.findall(r"^  ([\w-]+): (.+)$", example("headers"), re.MULTILINE))
    for name in ("Referrer-Policy", "Permissions-Policy", "X-Content-Type-Options"):
        assert f'add_header {name} "{said[name]}" always;'.replace('"', "") in example("nginx").replace('"', "")
    assert said["Content-Security-Policy"] == POLICY


# The service beside the site


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, press: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the page's lines for the service, and behind it something that says what it was asked."""
    name = request.param.__name__
    if not shutil.which(name, path=PATH) and not NO_SKIP:
        pytest.skip(f"NO {name.upper()}: its configuration was not tried; apt install {name}")
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as behind:
        thread = Thread(target=behind.serve_forever)
        thread.start()
        try:
            make = with_service(request.param, behind.server_port)
            yield from served(press, tmp_path_factory.mktemp(f"{name}-front"), make)
        finally:
            behind.shutdown()
            thread.join()


Make = Callable[[Path, Path, int], tuple[list[str], list[str]]]


def with_service(make: Make, port: int) -> Make:
    """The same server with the page's lines for the service put where the page says."""

    def made(press: Path, own: Path, at: int) -> tuple[list[str], list[str]]:
        commands = make(press, own, at)
        language = make.__name__
        (lines,) = (block for block in blocks(language) if "8750" in block)
        before = "    location ~ /rss\\.xml$ {" if language == "nginx" else "\tencode gzip {"
        file = own / ("nginx.conf" if language == "nginx" else "Caddyfile")
        text = changed(file.read_text("utf-8"), (before, lines + before))
        file.write_text(changed(text, ("127.0.0.1:8750", f"127.0.0.1:{port}")), "utf-8")
        return commands

    return made


def blocks(language: str) -> list[str]:
    """The page's fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOC, re.MULTILINE | re.DOTALL)


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked, under headers of its own."""

    def do_GET(self) -> None:
        """Say which path, host and client."""
        length = int(self.headers.get("Content-Length", 0))
        said = [self.command, self.path, self.headers["Host"], self.headers["X-Forwarded-For"], self.rfile.read(length)]
        body = repr(said).encode()
        self.send_response_only(200)
        for name, value in (*SERVICE_HEADERS.items(), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  as above

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as above
        """Nobody reads it."""


TOKEN = ".eJwFwQEBACEIA8AuJgD8OT8OA.y-3qR_73vri30g7w8BqfRB4BpjX"  # noqa: S105  as long ones begin


@pytest.mark.parametrize(
    "path",
    [
        f"/unsubscribe/{TOKEN}",
        f"/embargo/{TOKEN}/assets/a.jpg",
        "/service/de/subscribe?list=a",
        "/service/theme/icon.svg",
    ],
)
def test_service_is_asked_for_its_addresses_and_its_headers_are_kept(front: Server, path: str) -> None:
    answer = front.get(path, X_Forwarded_For="198.51.100.7")
    assert answer.status == 200
    assert answer.content == repr(["GET", path, HOST, "127.0.0.1", b""]).encode()
    for name, value in SERVICE_HEADERS.items():
        assert answer.headers[name.lower()] == value


SERVICE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def test_one_click_reaches_the_service_as_it_was_sent(front: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=10)
    headers = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/unsubscribe/{TOKEN}", b"List-Unsubscribe=One-Click", headers)
    answer = connection.getresponse()
    said, names = answer.read(), [name.lower() for name, _ in answer.getheaders()]
    connection.close()
    assert answer.status == 200
    assert len(names) == len(set(names)), names
    assert said == repr(["POST", f"/unsubscribe/{TOKEN}", HOST, "127.0.0.1", b"List-Unsubscribe=One-Click"]).encode()


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_monitoring_is_not_for_readers(front: Server, path: str) -> None:
    assert front.get(path).status == 404


def test_files_are_shown_as_before_beside_the_service(front: Server, site: dict[str, Document]) -> None:
    answer = front.get("/de/")
    assert answer.content == site["de/index.html"].content
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "public, max-age=60"
