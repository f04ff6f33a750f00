"""The Streamlit pages: read the controls, call geodata, draw with maps."""
