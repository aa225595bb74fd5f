import numpy as np

from graphs.icicle import NOBODY, arrange, paths
from graphs.tree import LEADER, RAKSHAK, ROOT


def test_a_path_goes_from_the_top_leader_to_the_one_right_above():
    #        0 over 1 over rakshak 3; 0 over rakshak 4; 2 over rakshak 5; rakshak 6 under ROOT
    level = np.array([LEADER] * 3 + [RAKSHAK] * 4)
    parent = np.array([ROOT, 0, ROOT, 1, 0, 2, ROOT])
    rakshaks, path, sound = paths(level, parent, 5)
    assert rakshaks.tolist() == [3, 4, 5, 6]
    assert path.tolist() == [[0, 1], [0, NOBODY], [2, NOBODY], [NOBODY, NOBODY]]
    assert sound.all()


def test_whoever_is_below_a_rakshak_or_a_circle_is_not_sound():
    # 0 and 1 lead each other; rakshak 2 under 0; leader 4 and rakshak 5 are under rakshak 3
    level = np.array([LEADER, LEADER, RAKSHAK, RAKSHAK, LEADER, RAKSHAK])
    parent = np.array([1, 0, 0, ROOT, 3, 4])
    rakshaks, _, sound = paths(level, parent, 5)
    assert rakshaks.tolist() == [3]
    assert np.flatnonzero(sound).tolist() == [3]


def test_leaders_too_deep_are_left_out_but_not_their_rakshaks():
    level = np.array([LEADER] * 4 + [RAKSHAK])
    parent = np.array([ROOT, 0, 1, 2, 3])
    rakshaks, path, _ = paths(level, parent, 2)
    assert rakshaks.tolist() == [4]
    assert path.tolist() == [[0, 1]]


def test_everybodys_rakshaks_are_side_by_side_at_every_level():
    rng = np.random.default_rng(0)
    parent = np.concatenate([np.full(3, ROOT), rng.integers(0, 3, 12), rng.integers(3, 15, 300)])
    level = np.repeat([LEADER, RAKSHAK], [15, 300])
    rakshaks, path, _ = paths(level, parent, 5)
    short = rng.random(300) < 0.3
    ordered = path[arrange(path, short, [rakshaks])]
    for who in ordered.T:
        changes = int((np.diff(who) != 0).sum())
        assert changes + 1 == len(np.unique(who))


def test_the_shortest_leader_comes_first_and_under_him_the_last_key_weighs_most():
    path = np.array([[7], [7], [4], [4]])
    short = np.array([False, False, True, False])
    order = arrange(path, short, [np.array([0, 1, 0, 1]), np.array([1, 0, 1, 1])])
    assert order.tolist() == [2, 3, 1, 0]
