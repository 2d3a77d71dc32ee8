"""The live show around the board: what is made of it within ten minutes of sign-off."""
