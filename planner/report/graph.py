"""Graph: the tree in forms that other tools read: GraphML, and the language of Graphviz."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from planner.files import write_atomically
from planner.findings import ExitCode, Refusal
from planner.hierarchy.branch import TOP, branch
from planner.hierarchy.moving import CAMPAIGN
from planner.hierarchy.tree import Tree, state_name
from planner.plan import positions
from planner.report.document import Document, Table
from planner.snapshot import NONE, Role, Snapshot

FORMS = (".graphml", ".dot", ".gv")
SHEET = ".csv"  # a sheet of people, with their names


def export_tree(
    snapshot: Snapshot, tree: Tree, file: Path, one: str | None, *, mitans: bool
) -> int:
    """Write everybody below `one` (None: the campaign); how many they are.

    With role, zone and quota, ids only. An edge goes from each person to those under him.
    Raises Refusal where the file's ending is none of FORMS, there is no such person, or the file
    cannot be written.
    """
    ending = file.suffix.lower()
    if ending not in FORMS:
        raise Refusal(
            f"{file.name}: the tree is written as {', '.join((*FORMS, SHEET))}; name the file so.",
            exit_code=ExitCode.USAGE,
        )
    graph = _graph(snapshot, tree, one, mitans=mitans)
    text = "\n".join(nx.generate_graphml(graph)) if ending == ".graphml" else _dot(graph)
    write_atomically(file, f"{text}\n".encode())
    return len(graph)


def export_sheet(rows: Sequence[tuple[object, ...]], columns: tuple[str, ...], file: Path) -> int:
    """Write a sheet of people that `mitan import people` takes back; how many they are."""
    write_atomically(file, Document({}, (Table("", columns, rows),)).render("csv").encode())
    return len(rows)


def export_answer(people: int, file: Path) -> Document:
    """What was written, and where."""
    data = {"file": str(file), "people": people}
    line = f"{people:,} people written: {file}"
    return Document(data, (Table("Written", tuple(data), [tuple(data.values())]),), (line,))


def _graph(snapshot: Snapshot, tree: Tree, one: str | None, *, mitans: bool) -> nx.DiGraph:
    found = branch(snapshot, tree, one, mitans=mitans)
    people, zones = snapshot.people, [*snapshot.zones, ""]
    ids = [*people.ids.tolist(), CAMPAIGN]  # TOP takes the last
    at = positions(np.array(ids)[found.below], tree.staff.ids)
    graph = nx.DiGraph(name=ids[found.person])
    way: list[str] = []
    for person, depth, k in zip(
        found.below.tolist(), found.depth.tolist(), at.tolist(), strict=True
    ):
        told: dict[str, Any] = {"role": "campaign"}
        if person != TOP:
            role, zone = Role(int(people.role[person])), int(people.zone[person])
            told = {"role": role.name.lower(), "zone": zones[zone] if zone != NONE else ""}
            if k != NONE and role is Role.RAKSHAK:
                told["enrolled"] = int(tree.staff.enrolled[k])
                told["missing"] = int(tree.staff.missing[k])
            if k != NONE:
                told["state"] = state_name(tree.states[k])
        graph.add_node(ids[person], **told)
        way = [*way[:depth], ids[person]]
        if depth:
            graph.add_edge(way[depth - 1], ids[person])
    return graph


def _dot(graph: nx.DiGraph) -> str:
    """The graph in Graphviz's language; every word is quoted, so an id may hold anything."""
    lines = [f"digraph {_quoted(graph.name)} {{", "  rankdir=LR;", "  node [shape=box];"]
    for one, told in graph.nodes(data=True):
        pairs = ", ".join(f"{key}={_quoted(str(value))}" for key, value in told.items())
        lines.append(f"  {_quoted(one)} [{pairs}];")
    lines += [f"  {_quoted(over)} -> {_quoted(one)};" for over, one in graph.edges]
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
