"""Check the import rules of the source in the current folder: ``python tests/house/import_rules.py``.

An editable install puts a finder before the folders, under which import-linter sees no package: it is taken away here.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run import-linter; ends the process with its exit status."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in type(finder).__module__]
    sys.path.insert(0, os.getcwd())
    from importlinter.cli import lint_imports_command

    lint_imports_command()


if __name__ == "__main__":
    main()
