"""Files that users supply: opened safely, read, checked and imported."""
