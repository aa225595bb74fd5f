"""What leaves the house: tables, JSON, CSV."""
