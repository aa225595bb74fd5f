"""Which mutants are left out, by rule, and to which function and tests one belongs."""

import pytest

from benchmarks.mutants import PARTS, ROOT, _alike, _functions, _idle

SOURCE = """\
@dataclass(frozen=True)
class Pair:
    one: int | None = 1

    @property
    def both(self, more: int | str = 2) -> int | float:
        def inner():
            return more | 4

        return list(zip([self.one], [inner()], strict=True))
"""


@pytest.mark.parametrize(
    ("operator", "kept"),
    [
        ("core/ReplaceBinaryOperator_Add_Sub", True),
        ("core/ReplaceBinaryOperator_Add_LShift", False),
        ("core/ReplaceBinaryOperator_BitOr_BitAnd", True),
        ("core/ReplaceComparisonOperator_Lt_LtE", True),
        ("core/ReplaceComparisonOperator_Is_IsNot", True),
        ("core/ReplaceComparisonOperator_Eq_Is", False),
        ("core/NumberReplacer", True),
    ],
)
def test_operators_change_for_their_own_kind(operator, kept):
    assert _alike(operator) == kept


def test_annotations_and_what_only_must_hold_are_left_out():
    lines = SOURCE.splitlines()
    spans = {lines[a - 1][b:d] for (a, b), (_, d) in _idle(SOURCE)}
    assert spans == {
        "dataclass(frozen=True)",
        "int | None",
        "int | str",
        "int | float",
        "True",
    }


def test_a_line_belongs_to_its_innermost_function():
    functions = _functions(SOURCE)
    assert [next((name for name, at in functions if k in at), "") for k in (3, 8, 10)] == [
        *("", "inner", "both")
    ]


@pytest.mark.parametrize(
    ("part", "module", "files"),
    [
        ("audit", "ties", ["tests/audit/test_ties.py", "tests/audit/test_cases.py"]),
        ("audit", "evidence", ["tests/audit/test_judge.py", "tests/audit/test_cases.py"]),
        ("store", "plans", ["tests/store/test_plans.py"]),
        ("store", "traces", ["tests/store/test_erasing.py"]),
        ("store", "importing/areas", ["tests/importing/test_areas.py"]),
        ("store", "workbooks/scope", ["tests/workbooks/test_scope.py"]),
        ("store", "importing/terms", []),
    ],
)
def test_a_module_has_tests_of_its_own(part, module, files):
    assert module in PARTS[part].modules()
    assert PARTS[part].near(module) == files


def test_the_tests_of_each_module_are_there():
    for part in PARTS.values():
        assert [one for one in part.own if one not in part.modules()] == []
        assert [file for file in part.own.values() if not (ROOT / file).exists()] == []
