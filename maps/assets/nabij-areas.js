/* The areas of the map: their geometry, the colour of each, their borders and the chosen one. */
"use strict";

(function () {
  const FILES_KEPT = 8;
  const MANY = 1000; // polygons: with more, the lines are thinner
  const ANSWER_WIDTH = 250; // pixels
  const files = new Map(); // geometry URL → promise of its content

  /**
   * Make an element; the text becomes a text node, never HTML.
   * @param {string} tag
   * @param {string} className
   * @param {string} [text]
   * @returns {HTMLElement}
   */
  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /**
   * Fetch a JSON file, or return the earlier answer.
   * @param {string} url
   * @returns {Promise<any>}
   */
  function fetchOnce(url) {
    if (!files.has(url)) {
      const loading = fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
        return response.json();
      });
      loading.catch(() => files.delete(url));
      files.set(url, loading);
      if (files.size > FILES_KEPT) files.delete(files.keys().next().value);
    }
    return files.get(url);
  }

  /**
   * Diagonal lines for neighbourhoods that the known positions cannot decide.
   * @param {Record<string, string>} colours
   * @returns {CanvasPattern}
   */
  function hatch(colours) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = colours.white;
    pen.fillRect(0, 0, 6, 6);
    pen.strokeStyle = colours.hatch;
    pen.lineWidth = 1.1;
    pen.beginPath();
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift, 6);
      pen.lineTo(shift + 6, 0);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  /**
   * Return the Leaflet style of a class.
   * @param {NabijMap} map
   * @param {string} code class character
   * @returns {L.PathOptions}
   */
  function styleOf(map, code) {
    const { options, hatch: pattern, polygons, view } = map.nabij;
    const weight = polygons.length > MANY ? 0.3 : 0.6;
    const base = { color: options.colours.edge, opacity: 0.4, weight, fillOpacity: 0.85 };
    const special = options.classStyles[code];
    if (!special) return { ...base, dashArray: null, fillColor: view.palette[Number(code) - 1] };
    const { fill, ...rest } = special;
    // Leaflet's canvas hands the fill to the browser as it is: a pattern is as good as a colour
    const fillColor = fill === "hatch" ? /** @type {any} */ (pattern) : fill;
    return { ...base, dashArray: null, ...rest, fillColor };
  }

  /**
   * Return what the tooltip of an area shows: name, class and value.
   * @param {NabijMap} map
   * @param {AreaLayer} layer
   * @returns {HTMLElement}
   */
  function tip(map, layer) {
    const own = map.nabij;
    const { view, values, options } = own;
    const at = layer.nabijIndex;
    const box = element("div", "nabij-tip");
    if (own.answer && layer.feature.id === view.selected) box.classList.add("nabij-said");
    const { n, f } = layer.feature.properties;
    box.appendChild(element("strong", "", (options.frenchNames && f) || n));
    const meaning = view.labels[view.classes[at]];
    if (meaning) box.appendChild(element("div", "", meaning));
    const value = values[at];
    if (value) {
      const whole = parseInt(value, 36);
      const number = whole.toLocaleString(options.locale);
      const [about, few] = view.estimate;
      const estimate = whole < 10 ? few : about?.replace("{n}", number);
      box.appendChild(element("div", "", view.value.replace("{n}", (whole && estimate) || number)));
    }
    return box;
  }

  /**
   * Let areas say what they are under the pointer.
   * @param {NabijMap} map
   * @param {L.FeatureGroup} group
   */
  function explain(map, group) {
    group.bindTooltip((layer) => tip(map, /** @type {AreaLayer} */ (layer)), {
      sticky: true,
      className: "nabij-tooltip",
    });
  }

  /**
   * Draw borders that do not answer to the mouse.
   * @param {NabijMap} map
   * @param {any} geometry GeoJSON
   * @param {L.PathOptions} style
   * @returns {L.GeoJSON}
   */
  function lines(map, geometry, style) {
    const { renderer, options } = map.nabij;
    const whole = { color: options.colours.ink, fill: false, ...style };
    const drawn = { renderer, interactive: false, style: whole };
    return L.geoJSON(geometry, drawn);
  }

  /**
   * Draw another geometry file: its areas, still without colour, and its borders.
   * @param {NabijMap} map
   * @param {any} data GeoJSON with `outlines`
   */
  function draw(map, data) {
    const own = map.nabij;
    for (const layer of [own.areas, own.lines]) if (layer) map.removeLayer(layer);
    own.polygons = [];
    own.byCode = new Map();
    own.classes = "";
    const drawn = {
      renderer: own.renderer,
      style: () => ({ color: own.options.colours.edge, opacity: 0.4, weight: 0.6, fillOpacity: 0 }),
      onEachFeature(feature, area) {
        area.nabijIndex = own.polygons.length;
        own.polygons.push(area);
        own.byCode.set(feature.id, area);
      },
    };
    own.areas = L.geoJSON(data, drawn);
    explain(map, own.areas);
    own.areas.addTo(map);
    const many = own.polygons.length > MANY;
    const thick = data.outlines[own.view.thick];
    own.lines = L.layerGroup([
      lines(map, data.outlines.municipalities, { weight: many ? 0.5 : 0.9, opacity: 0.65 }),
      lines(map, thick, { weight: many ? 1.5 : 2.2, opacity: 0.9 }),
    ]).addTo(map);
  }

  /**
   * Draw the lines over the areas, such as streets; again only where they differ.
   * @param {NabijMap} map
   * @param {boolean} under whether the areas were drawn again, over the lines
   */
  function drawLines(map, under) {
    const own = map.nabij;
    const key = String(own.view.lines);
    if (own.overDrawn === key && !under) return;
    if (own.over) map.removeLayer(own.over);
    own.overDrawn = key;
    own.over = null;
    if (!own.view.lines.length) return;
    const { renderer, options } = own;
    const color = options.colours["primary-dark"];
    const style = { renderer, interactive: false, color, weight: 2, opacity: 0.9 };
    own.over = L.polyline(own.view.lines.map(decoded), style).addTo(map);
  }

  /**
   * Return the corners of a line.
   * @param {number[]} steps
   * @returns {L.LatLngTuple[]}
   */
  function decoded(steps) {
    /** @type {L.LatLngTuple[]} */
    const corners = [];
    let lat = 0;
    let lng = 0;
    for (let at = 0; at < steps.length; at += 2) {
      lat += steps[at];
      lng += steps[at + 1];
      corners.push([lat / 1e5, lng / 1e5]);
    }
    return corners;
  }

  /**
   * Colour the areas; only those whose class changed are drawn again.
   * @param {NabijMap} map
   * @param {string} classes one class character an area
   */
  function restyle(map, classes) {
    const own = map.nabij;
    const palette = String(own.view.palette);
    const same = own.classes && own.palette === palette;
    own.polygons.forEach((layer, at) => {
      if (!same || own.classes[at] !== classes[at]) layer.setStyle(styleOf(map, classes[at]));
    });
    own.classes = classes;
    own.palette = palette;
  }

  /**
   * Outline the chosen area, and bring it into view when it is newly chosen.
   * @param {NabijMap} map
   */
  function select(map) {
    const own = map.nabij;
    for (const layer of [own.outline, own.answer]) if (layer) map.removeLayer(layer);
    own.outline = own.answer = null;
    own.areas.closeTooltip();
    const layer = own.byCode.get(own.view.selected);
    if (!layer) return;
    own.outline = lines(map, layer.feature, { weight: 3, opacity: 1 }).addTo(map);
    if (own.shown !== own.view.selected && !map.getBounds().contains(layer.getBounds())) {
      map.panInsideBounds(layer.getBounds().pad(0.5), { animate: false });
    }
    own.shown = own.view.selected;
    answer(map, layer);
  }

  /**
   * Say next to the chosen area what the page says of it, clear of the area itself.
   * @param {NabijMap} map
   * @param {AreaLayer} layer
   */
  function answer(map, layer) {
    const own = map.nabij;
    const [name, ...words] = own.view.answer;
    if (!name) return;
    const box = element("div", "nabij-tip");
    box.appendChild(element("strong", "", name));
    words.forEach((line) => box.appendChild(element("div", "", line)));
    const bounds = layer.getBounds();
    const west = map.latLngToContainerPoint(bounds.getNorthWest()).x;
    const east = map.latLngToContainerPoint(bounds.getSouthEast()).x;
    const rightward = map.getSize().x - east >= west;
    const room = rightward ? map.getSize().x - east : west;
    const sideways = room >= ANSWER_WIDTH;
    const below = map.latLngToContainerPoint(bounds.getCenter()).y < map.getSize().y / 2;
    const side = rightward ? "right" : "left";
    const direction = sideways ? side : below ? "bottom" : "top";
    const { lat, lng } = bounds.getCenter();
    /** @type {Record<string, L.LatLngTuple>} */
    const spots = {
      right: [lat, bounds.getEast()],
      left: [lat, bounds.getWest()],
      bottom: [bounds.getSouth(), lng],
      top: [bounds.getNorth(), lng],
    };
    own.answer = L.tooltip({ direction, permanent: true, className: "nabij-tooltip nabij-answer" })
      .setLatLng(spots[direction])
      .setContent(box)
      .addTo(map);
  }

  // the one global: Folium's script calls `nabij.start` and `nabij.paint` (nabij-map.js)
  window.nabij = {
    element,
    fetchOnce,
    hatch,
    areas: { draw, drawLines, explain, restyle, select, styleOf },
  };
})();
