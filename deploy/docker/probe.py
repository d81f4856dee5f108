# ruff: noqa: INP001 - a script that is copied into images, not a package
"""The health check of an image: exit code 0 if the address given answers 200. It needs nothing that is not in Python."""

import sys
import urllib.error
import urllib.request

TIMEOUT_S = 4.0

try:
    # No proxy: what is asked runs in this very container.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(sys.argv[1], timeout=TIMEOUT_S) as answer:
        sys.stdout.write(answer.read(200).decode(errors="replace"))
except urllib.error.HTTPError as error:
    sys.exit(f"{error.code} {error.read(200).decode(errors='replace')}")
except OSError as error:
    sys.exit(str(error))
