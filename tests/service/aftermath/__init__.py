"""What is made of a show after sign-off, from real recordings and a real ledger."""
