"""A browser without a screen, over real HTTP: for walks that are timed or interrupted."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.parse
import urllib.request


class Visitor:
    """A browser without a screen: cookies, CSRF tokens, forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.page = ""
        self.url = base
        self.requests = 0

    def get(self, path: str) -> str:
        return self._send(urllib.parse.urljoin(self.url, path), None)

    def post(self, path: str = "", **values: str | list[str]) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        version = re.search(r'name="version" value="(\d+)"', self.page)
        data = dict(values)
        if token:
            data["csrfmiddlewaretoken"] = token[1]
        if version:
            data["version"] = version[1]
        body = urllib.parse.urlencode(data, doseq=True).encode()
        return self._send(urllib.parse.urljoin(self.url, path or self.url), body)

    def _send(self, url: str, body: bytes | None) -> str:
        self.requests += 1
        request = urllib.request.Request(url, body, {"Referer": self.url, "Accept-Language": "en"})
        with self.opener.open(request, timeout=30) as answer:
            self.page = answer.read().decode()
            self.url = answer.url
        return self.page

    def link(self, pattern: str) -> str:
        """The first address in the page that matches."""
        found = re.search(rf'href="({pattern})"', self.page)
        if found is None:
            raise SystemExit(f"no link {pattern} on {self.url}")
        return found[1].replace("&amp;", "&")
