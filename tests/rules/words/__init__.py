"""The words of a site: cut, spelled, gathered."""
