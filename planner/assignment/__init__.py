"""From a problem to a plan: candidates, flow in tiers, pricing."""
