"""Runs the unchanged docker-compose.yml, on stand-in images where no registry can be reached: `make test-compose`."""
