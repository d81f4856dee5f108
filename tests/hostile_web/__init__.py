"""
A hostile web on loopback: good publishers beside every misbehaviour that a fetcher meets, and a judge of its manners.

`catalogue.build_web` describes the hosts, `server` serves and records, `judge` compares the record and what the
deployment published with what each host expects. `python -m tests.hostile_web` is for people.
"""
