"""One module a command of the command line: add_arguments and run."""
