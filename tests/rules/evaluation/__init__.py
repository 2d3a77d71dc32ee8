"""Rules of the evaluation: alignment, lines, manifest, sums."""
