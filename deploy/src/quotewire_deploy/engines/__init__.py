"""Kafka and OpenSearch on this machine without Docker, Java or Maven: `quotewire engines` and `Engines`."""
