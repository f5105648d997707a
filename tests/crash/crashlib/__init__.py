"""The crash harness: what goes wrong (plan), to whom (server, loader), and what came of it (drill, report)."""
