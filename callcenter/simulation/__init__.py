"""The simulator: the real Desk on a virtual clock, days drawn by chance or taken from the ledger, pictures of them."""
