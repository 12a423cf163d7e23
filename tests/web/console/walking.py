"""Hands for tests that walk the console by the words on its screens, without JavaScript."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client as Browser
from django.utils.html import escape


class _Words(HTMLParser):
    """The words a reader sees, and the addresses of links and forms."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._href = ""
        self._link: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        if tag == "a":
            self._href, self._link = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden -= 1
        if tag == "a":
            self.links.append((" ".join("".join(self._link).split()), self._href))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)
            self._link.append(data)


def words_of(response: HttpResponse) -> str:
    """The text of a page, with single spaces."""
    parser = _Words()
    parser.feed(response.content.decode())
    return " ".join(" ".join(parser.text).split())


def link_named(response: HttpResponse, name: str) -> str:
    """Where the link with this text leads."""
    parser = _Words()
    parser.feed(response.content.decode())
    found = [href for text, href in parser.links if text == name]
    assert found, f"no link {name!r} among {[text for text, _ in parser.links]}"
    return found[0]


def version_of(response: HttpResponse) -> str:
    """The draft's version that a step's page carries."""
    found = re.search(r'name="version" value="(\d+)"', response.content.decode())
    assert found
    return found[1]


def just_signed_in(browser: Browser) -> None:
    """Marks the session as one in which the password was given now."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def shows(response: HttpResponse, text: str) -> bool:
    """Whether the page holds the text, escaped or not."""
    body = response.content.decode()
    return text in body or escape(text) in body or text in words_of(response)
