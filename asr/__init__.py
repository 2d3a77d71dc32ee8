"""Sound into words: the ear, the recognisers and the transcript (imports no other room)."""
