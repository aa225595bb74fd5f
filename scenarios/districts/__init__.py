"""Many districts, each its own campaign and store: listed, worked on one at a time, summed up."""
