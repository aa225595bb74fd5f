"""Shapes and pictures: trees as NetworkX graphs, measures, and drawings. Ids and numbers in."""
