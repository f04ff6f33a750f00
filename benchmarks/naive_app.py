"""The same map as most would write it, for comparison: all polygons in every run."""

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geodata.crs import WGS84
from loaders.settings import get_settings
from loaders.store import snapshots

COLOURS = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")


@st.cache_data
def wijken() -> gpd.GeoDataFrame:
    """Return the wijken with their people, in degrees."""
    units = snapshots.load(get_settings().data).data.units
    people = [c for c in units.columns if c.startswith("people_")]
    frame: gpd.GeoDataFrame = units[["code", "name", *people, "geometry"]].to_crs(WGS84)
    return frame


gdf = wijken()
group = st.selectbox("Group", ["people_65plus", "people_80plus"])
classes = pd.qcut(gdf[group].astype(float), 5, labels=False, duplicates="drop").fillna(0)
colour = {code: COLOURS[int(c)] for code, c in zip(gdf["code"], classes, strict=True)}
base = folium.Map(location=[50.95, 4.35], zoom_start=8, tiles=None, prefer_canvas=True)
folium.GeoJson(
    gdf,
    style_function=lambda feature: {
        "fillColor": colour[feature["properties"]["code"]],
        "color": "#333333",
        "weight": 0.6,
        "fillOpacity": 0.85,
    },
    tooltip=folium.GeoJsonTooltip(["name"]),
).add_to(base)
st_folium(base, key="map", width=800, height=560)
