"""
Measurements: each module measures one thing on this machine and says how; `python -m bench` runs them.

Figures of other machines, and of this one under other load, do not compare: what is to be compared is measured in one
run, side by side.
"""
