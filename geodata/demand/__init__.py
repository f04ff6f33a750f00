"""Who lives where: people apportioned to smaller areas, statistical sectors."""
