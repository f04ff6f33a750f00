"""The ground floor: schemas and pure thinking about neighbourhoods, people and reach."""
