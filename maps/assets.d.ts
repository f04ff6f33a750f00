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
  /** of estimated numbers of people: the text of one, and that of fewer than ten */
  estimate: string[];
  selected: string;
  points: string;
  pointsHash: string;
  /** one character a service point: `1` if it is on the map */
  pointsShown: string;
  pointsNamed: boolean;
  marks: Mark[];
  thick: string;
  /** the number of the largest circle and its radius in pixels, the least number that has a circle,
   * and the numbers that are possible */
  circles: { most: number; radius: number; least: number; possible: string } | null;
  insets: { name: string; bounds: L.LatLngBoundsLiteral }[];
  /** a text a line, the name first; empty if no area is chosen */
  answer: string[];
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
  answer?: L.Tooltip;
  circles?: L.LayerGroup;
  circlesDrawn?: string;
  insets?: Inset[];
  insetsDrawn?: string;
  strip?: HTMLElement;
}

/** A part of the map that is drawn larger. */
interface Inset {
  small: L.Map;
  bounds: L.LatLngBoundsLiteral;
  /** its border on the map itself */
  frame: L.Rectangle;
  renderer: L.Renderer;
  areas: AreaLayer[];
  marks?: L.LayerGroup;
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
  /** the middle of its largest part, once it was asked for */
  nabijMiddle?: L.LatLng;
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
  /** what streamlit-folium knows of its map: what it sent last, and what it may send */
  __GLOBAL_DATA__?: {
    returned_objects?: string[];
    lat_lng_clicked: L.LatLng | null;
    previous_data: object;
  };
  /** the half of Streamlit in a component */
  Streamlit?: { setComponentValue(value: object): void };
}
