"""The built-in snapshot, and the facts and examples that ship with Nabij."""
