"""Transcripts as people read, search and take them away; the words as recognised stay what they are."""
