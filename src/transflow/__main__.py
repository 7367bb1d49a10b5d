"""``python -m transflow``: the same as the command ``transflow``."""

from __future__ import annotations

import sys

from transflow.cli import main

if __name__ == "__main__":
    sys.exit(main())
