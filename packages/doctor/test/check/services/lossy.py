"""A service in another language: copies some headers to its call, as hand-written services do."""

import os
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CARRIED = ["x-request-id", "x-b3-traceid", "x-b3-spanid", "x-b3-sampled"]


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        headers = {name: self.headers[name] for name in CARRIED if name in self.headers}
        url = "http://" + os.environ["REVIEWS_HOST"] + ":" + os.environ["REVIEWS_PORT"]
        request = urllib.request.Request(url + "/reviews/0", headers=headers)
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
