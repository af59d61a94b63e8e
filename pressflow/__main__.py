"""`python -m pressflow` is `pressflow`."""

from pressflow.cli import main

main()
