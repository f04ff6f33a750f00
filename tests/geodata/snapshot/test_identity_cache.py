import gc

import geopandas as gpd

from geodata.snapshot.identity_cache import once_per_frame


def test_a_result_is_made_once_per_frame_and_goes_with_it():
    made = []

    @once_per_frame
    def rows(frame):
        made.append(len(frame))
        return made

    one, other = gpd.GeoDataFrame({"code": ["a"]}), gpd.GeoDataFrame({"code": ["a", "b"]})
    assert rows(one) is rows(one)
    assert rows(other) == [1, 2]
    del one
    gc.collect()
    again = gpd.GeoDataFrame({"code": ["a", "b", "c"]})  # may get the place in memory of the first
    assert rows(again) == [1, 2, 3]
