"""Files as administrations make them come in by the command, with the right answer of each."""

import pytest

from loaders.imports.kinds import KINDS
from tests.loaders.made_up import addresses, lists, people, support
from tests.loaders.made_up.answers import ANSWERS

pytestmark = pytest.mark.long

FILES = (
    *(*lists.CENTRES, *lists.SERVICES, *support.SUPPORT_POINTS, *support.DIVISION),
    *(*people.PROJECTIONS, *people.POPULATION, *people.NEIGHBOURHOODS),
    *addresses.ADDRESSES,
)


def test_there_are_five_files_of_each_kind():
    assert {code: sum(file.kind == code for file in FILES) for code in KINDS} == dict.fromkeys(
        KINDS, 5
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.kind}-{file.name}")
def test_a_file_of_an_administration_is_read_right(
    file, imported_by_command, builtin, tmp_path, capsys
):
    path = tmp_path / file.name
    path.write_bytes(file.content(builtin))
    data = imported_by_command(file.kind, path, *file.options)
    printed = capsys.readouterr().err
    assert data is not None, printed
    answer = ANSWERS[file.kind](data)
    assert {name: answer.get(name) for name in file.answer} == file.answer
    assert file.kind == "population" or len(answer) == len(file.answer)
    for note in file.notes:
        assert note in printed
