"""Words and sentences into the decoding graphs of a model: pure Python, runs where the desk runs."""
