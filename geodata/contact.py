"""What an e-mail address looks like: one pattern for files, checks and links."""

import re

EMAIL = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[\w-]+\.)+[^\W\d_]{2,}"
)
"""A whole e-mail address; use it with ``fullmatch``."""
