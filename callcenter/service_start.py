"""What the supervisor starts: the service, its thousand modules read without a look for garbage in between."""

import gc
import importlib
import sys


def main() -> int:
    """Import the service, set what was imported aside for good, and serve."""
    gc.disable()  # nothing of what is imported is garbage: looking through it again and again took a sixth of the start
    service = importlib.import_module("callcenter.service")
    gc.freeze()
    gc.enable()
    return int(service.main())


if __name__ == "__main__":
    sys.exit(main())
