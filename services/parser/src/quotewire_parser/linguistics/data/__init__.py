"""Word lists of the rules, one topic a file; written for Quotewire, no outside source."""
