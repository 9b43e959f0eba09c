"""`python -m exercise` is the `exercise` command."""

from exercise.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
