"""What holds for every container of the stack, whatever it does: read from the compose file, before anything runs."""

from collections.abc import Callable
from typing import Any

ONE_SHOT = "bootstrap"
OURS = "quotewire/"

Service = dict[str, Any]

RULES: dict[str, Callable[[Service], object]] = {
    "publishes its ports on 127.0.0.1 only": lambda one: all(
        port.get("host_ip") == "127.0.0.1" for port in one.get("ports", [])
    ),
    "asks for no privileges": lambda one: not one.get("privileged") and not one.get("cap_add"),
    "drops all capabilities": lambda one: one.get("cap_drop") == ["ALL"],
    "gains no privileges": lambda one: "no-new-privileges:true" in one.get("security_opt", []),
    "has a memory limit": lambda one: one.get("mem_limit"),
    "has an init that reaps": lambda one: one.get("init"),
    "has a bounded log": lambda one: "max-size" in one.get("logging", {}).get("options", {}),
    "writes to no folder of the host": lambda one: all(
        volume["type"] != "bind" or volume.get("read_only") for volume in one.get("volumes", [])
    ),
    "names its image with a version": lambda one: (
        one["image"].rpartition(":")[2] not in {"latest", one["image"]}
    ),
}
RULES_OF_LASTING: dict[str, Callable[[Service], object]] = {
    "comes back after a crash": lambda one: one.get("restart") == "unless-stopped",
    "has a health check": lambda one: one.get("healthcheck", {}).get("test"),
}
RULES_OF_OURS: dict[str, Callable[[Service], object]] = {
    "cannot write to its image": lambda one: one.get("read_only"),
    "has a bounded number of processes": lambda one: one.get("pids_limit"),
}


def breaches(config: dict[str, Any]) -> list[str]:
    """List where the resolved compose file breaks a rule, as "service: the rule"; none is what we want."""
    found = []
    for name, one in config["services"].items():
        rules = RULES | ({} if name == ONE_SHOT else RULES_OF_LASTING)
        rules |= RULES_OF_OURS if one["image"].startswith(OURS) else {}
        found += [f"{name}: {rule}" for rule, holds in rules.items() if not holds(one)]
    return found
