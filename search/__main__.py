"""`python -m kavosh.search` is the `kavosh` command."""

from kavosh.search.cli import main

if __name__ == "__main__":
    main(prog_name="kavosh")
