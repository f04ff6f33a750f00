"""The programme (programmatie): how many centres a municipality may have, and has."""
