"""Local servers that behave like the platforms, for tests that use the real client libraries."""
