"""The room that makes the site: pages in, a checked folder out, put in place in one step."""
