"""Small bad or odd files, the index of what is to be done with each, and a runner over any such folder."""
