"""The room of one month: its findings, what its notebook calls, and the kernel that runs it."""
