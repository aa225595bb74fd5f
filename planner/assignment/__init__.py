"""From a problem to a plan: candidates, tiers, flow."""
