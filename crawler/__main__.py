"""`python -m crawler` is the command `gongkai`."""

from crawler.commands import main

if __name__ == "__main__":
    main()
