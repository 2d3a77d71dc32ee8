"""Reports: periods, what each says, how they are numbered, produced, kept and scheduled."""
