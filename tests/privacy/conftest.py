"""A campaign of marked words, made once; every test has a copy."""

import shutil

import pytest

from tests.privacy.planted import campaign


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """The campaign, made once."""
    folder = tmp_path_factory.mktemp("planted")
    campaign(folder)
    (folder / "districts.csv").write_text("code,store\nD1,campaign.db\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(base, tmp_path):
    """A copy of it for one test."""
    shutil.copytree(base, tmp_path / "here")
    return tmp_path / "here"
