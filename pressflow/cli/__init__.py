"""The command line: what a press officer types."""

import sys
from pathlib import Path

from pressflow import __version__
from pressflow.errors import PressflowError, RuleError


def main() -> None:
    """Run a command; exit status 0 done, 1 an expected error in plain words, 2 wrong usage."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"pressflow {__version__}\n")
        return
    try:
        if sys.argv[1:] == ["build"] and _nothing_to_build():
            return
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


def _nothing_to_build() -> bool:
    """Whether the site here is as it should be; then it is said. The command asks the same, but Typer loads first."""
    from pressflow.home import home
    from pressflow.still import still

    if built := still(Path()):
        sys.stdout.write(f"{home(Path()) / 'public'}: {built.reply}\n")
    return built is not None


if __name__ == "__main__":
    main()
