/* The types that the scripts of the map share; for the compiler that checks them only. */

/** How to draw what is in no class of the ramp; `fill` is a colour or `hatch` (maps/base.py). */
interface ClassStyle {
  fill: string;
  fillOpacity?: number;
  opacity?: number;
  dashArray?: string;
}

/** What Python hands to a map once: the options of `maps.base.base_map`. */
interface Options {
  lang: string;
  locale: string;
  frenchNames: boolean;
  texts: Record<string, any>;
  tiles: string;
  attribution: string;
  colours: Record<string, string>;
  classStyles: Record<string, ClassStyle>;
}

interface Mark {
  at: L.LatLngTuple;
  label: string;
  /** CSS class */
  shape: string;
}

/** What Python hands to a map on every run: `maps.base.MapView.argument`. */
interface View {
  geometry: string;
  codesHash: string;
  bounds: [L.LatLngTuple, L.LatLngTuple];
  /** one class character an area */
  classes: string;
  /** one number in base 36 an area, empty where unknown, with commas between */
  values: string;
  palette: string[];
  labels: Record<string, string>;
  value: string;
  selected: string;
  points: string;
  pointsHash: string;
  /** one character a service point: `1` if it is on the map */
  pointsShown: string;
  pointsNamed: boolean;
  marks: Mark[];
  thick: string;
  /** of each line its start in 1e-5 degree, latitude first, and the step to each next corner */
  lines: number[][];
}

/** What a map remembers between two runs. */
interface State {
  options: Options;
  renderer: L.Renderer;
  hatch: CanvasPattern;
  notice: HTMLElement;
  polygons: AreaLayer[];
  byCode: Map<string, AreaLayer>;
  /** whether the whole region is in view, and the reader has not moved the map since */
  fitted: boolean;
  /** how often it was painted */
  painted: number;
  /** number of the last view that was sent */
  turn: number;
  /** what stays wrong, such as tiles that do not come */
  remark?: string;
  view?: View;
  values?: string[];
  classes?: string;
  palette?: string;
  shown?: string;
  pointsDrawn?: string;
  marksDrawn?: string;
  areas?: L.GeoJSON;
  lines?: L.LayerGroup;
  over?: L.Polyline;
  overDrawn?: string;
  outline?: L.GeoJSON;
  points?: L.LayerGroup;
  marks?: L.LayerGroup;
  names?: WrittenName[];
  namesOf?: string;
}

/** Latitude, longitude, 1 for a deelgemeente and 0 for a municipality, name, French name. */
type PlaceName = [number, number, number, string, string?];

/** The name of a place in the reader's language. */
interface WrittenName {
  at: L.LatLngTuple;
  small: boolean;
  text: string;
  /** width and height in pixels, once it was first in view */
  size: [number, number];
  /** whether it is one of the first, which may be further from its spot */
  famous: boolean;
  node?: HTMLElement;
}

interface NabijMap extends L.Map {
  nabij: State;
}

interface AreaLayer extends L.Polygon {
  /** position in the geometry file */
  nabijIndex: number;
}

/** Service points at one position. */
interface Spot {
  at: L.LatLngTuple;
  /** what to read at each point */
  names: string[];
  titles: string[];
  shapes: string[];
  /** whether only the place or the municipality is known of all of them */
  vague: boolean;
}

/** Left, top, right, bottom: pixels. */
type Box = [number, number, number, number];

interface Window {
  /** the one global of ours, through which Folium's script starts and paints a map */
  nabij: any;
  /** streamlit-folium's list of layers */
  feature_group: unknown[];
}
