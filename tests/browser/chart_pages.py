"""Pages that hold one chart each, served with the product's content policy."""

import functools
import http.server
import threading
from pathlib import Path

from django.template import Context, Engine

from monitoring.charts.rendered import print_course, render_course
from monitoring.charts.sparkline import sparkline
from tests.unit.charts.courses import BANDS, GALLERY, spark_points

ROOT = Path(__file__).resolve().parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TAGS = {
    "static": "django.templatetags.static",
    "marks": "monitoring.templatetags.marks",
    "joined": "config.templatetags.joined",
}
PAGE = (Path(__file__).parent / "chart_page.html").read_text()


def page(name):
    """The page of one course of the gallery, or of its print (`paper-<name>`)."""
    paper = name.startswith("paper-")
    course = GALLERY[name.removeprefix("paper-")]
    rendered = print_course(course) if paper else render_course(course)
    text = PAGE.replace("course_chart.html", "course_paper.html") if paper else PAGE
    engine = Engine(dirs=[ROOT / "templates"], libraries=TAGS)
    shown = {"course": rendered, "spark": sparkline(spark_points(course), BANDS.estradiol, 200)}
    return engine.from_string(text).render(Context(shown))


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves `/<name>` from the gallery and `/static/`; remembers what was asked for."""

    asked: list[str] = []

    def do_GET(self):
        path = self.path.partition("?")[0]
        self.asked.append(path)
        if path.startswith("/static/"):
            super().do_GET()
            return
        name = path.strip("/")
        body = page(name).encode() if name.removeprefix("paper-") in GALLERY else b"A draw"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Quiet."""


def serve():
    """A server on a free port, and its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Pages, directory=str(ROOT))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"
