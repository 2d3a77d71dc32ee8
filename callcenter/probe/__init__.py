"""Dial probes (拨测): a phone of our own calls the published numbers as a citizen would."""
