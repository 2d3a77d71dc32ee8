"""What follows from a show's facts once it has signed off: as-run log, figures, edit list, score. Pure."""
