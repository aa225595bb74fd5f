"""The audit as a page to be printed: complete, in one file; nothing runs, nothing is fetched."""

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser

import pytest

from planner.report.audit_page import audit_page
from planner.report.audit_report import audit_report
from tests.report.audits import faulty, report, swollen

CODES = ("COV004", "DUP003", "WRK001")
VOID = {"meta"}


class Reader(HTMLParser):
    """The tags of a page and its texts; fails where tags do not pair up."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.texts, self.attributes = [], [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize("lang", ["en", "hi"])
def test_a_page_is_complete(lang):
    verdict, _ = faulty(*CODES)
    told = audit_report(swollen(verdict, 50), 1, lang=lang)
    read = Reader(audit_page(told))
    assert read.tags.count("tr") >= len(told.verdict.findings)
    for found in told.verdict.findings:
        assert found.message in read.texts
    assert any(told.findings_line == text for text in read.texts)


def test_nothing_runs_and_nothing_is_fetched():
    page = audit_page(report(*CODES))
    read = Reader(page)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(read.tags)
    assert not [name for name in read.attributes if name.startswith("on") or name == "style"]
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
    assert "url(" not in page


def test_the_policy_of_the_page_allows_its_own_style_only():
    page = audit_page(report(*CODES))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy


def test_no_text_becomes_markup():
    verdict, _ = faulty("COV001")
    evil = "<script>alert(1)</script>\"'&<b>"
    fields = dict.fromkeys(("subject", "where", "message", "remedy"), evil)
    found = dataclasses.replace(verdict.findings[0], **fields)
    read = Reader(audit_page(audit_report(dataclasses.replace(verdict, findings=(found,)), 1)))
    assert "script" not in read.tags
    assert "b" not in read.tags
    assert read.texts.count(evil) == 3


def test_a_campaign_in_order_says_so_and_lists_what_was_looked_at():
    read = Reader(audit_page(report()))
    assert "No findings." in read.texts
    assert "every rakshak has his mitans" in read.texts
