"""What if: the catalogue of scenarios and the campaigns generated from them."""
