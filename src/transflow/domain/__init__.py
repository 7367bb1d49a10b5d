"""The pure core: articles, units, states, merging, checks. No I/O, no SQL, no clock, no network, no gettext."""
