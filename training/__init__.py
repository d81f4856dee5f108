"""
Trains the parser's models: `make train`, or `python -m training open|research [--out FOLDER]`.

Needs training/requirements.lock (torch among it) and `../shared/data` (its README names each set and its licence); no text
goes into a model file. The same seed gives the same model on the same machine.
"""
