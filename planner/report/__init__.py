"""What leaves the house: tables, JSON, CSV, pictures, progress."""
