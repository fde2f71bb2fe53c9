"""`python -m nmosd` is `nmosd`."""

from nmosd.cli import main

if __name__ == "__main__":
    main()
