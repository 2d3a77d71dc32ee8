"""What a site learns from its own tickets: kinds of appeal and units, as evidence beside the rules, not above them."""
