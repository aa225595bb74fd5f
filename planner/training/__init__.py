"""Training: everybody who is not trained yet into a session, teams together, ways short."""
