"""`python -m crawler.nightly`: a lane. By this name, unlike a module's, its workers do not load what it runs."""

from crawler.nightly.lane import main

if __name__ == "__main__":
    main()
