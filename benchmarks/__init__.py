"""How fast is the product, as ratios within one run? `make bench` prints them beside DESIGN.md's targets."""
