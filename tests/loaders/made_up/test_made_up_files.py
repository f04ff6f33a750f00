"""Files as administrations make them come in by the command, with the right answer of each."""

from tests.loaders.made_up import lists, people

FILES = (
    *(lists.CENTRES + lists.SERVICES + lists.SUPPORT_POINTS + lists.DIVISION),
    *(people.PROJECTIONS + people.POPULATION + people.NEIGHBOURHOODS),
)
