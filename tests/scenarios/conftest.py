import pytest

from planner.policy import load
from scenarios.generate import generate
from scenarios.presets import preset


@pytest.fixture(scope="session")
def policy():
    return load()


@pytest.fixture(scope="session")
def bilaspur():
    return preset("bilaspur")


@pytest.fixture(scope="session")
def small(bilaspur, policy):
    return generate(bilaspur, "small", 1, policy)


@pytest.fixture(scope="session")
def campaign(bilaspur, policy):
    return generate(bilaspur, "campaign", 1, policy)
