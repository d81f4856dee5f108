"""Programs for those who work on Quotewire; nothing of it is installed."""
