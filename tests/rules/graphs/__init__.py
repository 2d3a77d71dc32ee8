"""Graphs: files read as OpenFst reads them, mixtures that add up, words spelled."""
