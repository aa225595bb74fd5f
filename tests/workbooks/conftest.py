from __future__ import annotations

import shutil

import pytest

from planner.policy import load
from planner.store.database import create_store, open_store
from tests.workbooks.field import Field, fill


@pytest.fixture(scope="session")
def policy():
    return load()


@pytest.fixture(scope="session")
def filled_campaign(tmp_path_factory, policy):
    folder = tmp_path_factory.mktemp("filled")
    with create_store(folder / "campaign.db") as store:
        fill(store, policy, folder)
    return folder / "campaign.db"


@pytest.fixture
def field(filled_campaign, policy, tmp_path):
    """The small campaign, to be exported and changed."""
    shutil.copy(filled_campaign, tmp_path / "campaign.db")
    with open_store(tmp_path / "campaign.db") as store:
        yield Field(store, policy, tmp_path)
