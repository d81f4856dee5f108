"""The `quotewire parse` command: one page for the eye, or a stream of them for programs."""
