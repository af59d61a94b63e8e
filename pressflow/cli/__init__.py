"""The command line: what a press officer types."""

import os
import sys
from pathlib import Path

from pressflow import __version__
from pressflow.errors import PressflowError, RuleError


def main() -> None:
    """Run a command; exit status 0 done, 1 an expected error in plain words, 2 wrong usage."""
    # Pydantic would look into every installed package for plugins; pressflow has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"pressflow {__version__}\n")
        return
    try:
        if sys.argv[1:] == ["build"]:  # to read options takes as long as to build what changed
            from pressflow.cli.building import build_here

            build_here(Path())
            return
        if sys.argv[1:2] == ["check"] and not any(word.startswith("-") for word in sys.argv[2:]):
            _say_again(sys.argv[2:])
        from pressflow.cli.app import app

        app()
    except (PressflowError, RuleError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{where}{error.strerror or error}; nothing was changed by halves\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(130)


def _say_again(words: list[str]) -> None:
    """Where nothing was written since the last check, say what that said, and end; the command would load much more."""
    from pressflow import clock
    from pressflow.checking.remembered import remembered

    if known := remembered(Path(), words, clock.now()):
        from pressflow.cli.verdict import lines
        from pressflow.model.finding import errors

        releases, findings = known
        sys.stdout.writelines(f"{line}\n" for line in lines(findings, releases))
        sys.exit(1 if errors(findings) else 0)


if __name__ == "__main__":
    main()
