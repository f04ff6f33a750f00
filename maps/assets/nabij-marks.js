/* The marks on the map: service points, and the spots that are none. Needs nabij-areas.js. */
"use strict";

(function () {
  const { element } = window.nabij;
  const SHAPES = ["dot", "ring", "half"]; // a spot is drawn as the first that it holds
  const NAMES_SHOWN = 3;
  const MARK_RADIUS = 13; // pixels, with some air around
  const COVERED_AT_MOST = 0.1; // part of a name that may cover other names and marks
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  /**
   * What to read at a service point: name, status, and where it is as far as known.
   * @param {NabijMap} map
   * @param {any} point
   * @returns {string}
   */
  function describe(map, point) {
    const { texts, frenchNames, locale } = map.nabij.options;
    const municipality = (frenchNames && point.municipality_fr) || point.municipality;
    const words = { street: point.street, place: point.place || municipality };
    if (point.precision === "municipality") words.place = municipality;
    if (point.precision === "nearby") {
      words.place = [point.street, words.place].filter(Boolean).join(", ");
      words.far = `${new Intl.NumberFormat(locale).format(point.within)} m`;
    }
    const where = texts.position[point.precision].replace(/\{(\w+)\}/g, (_all, key) => words[key]);
    return `${point.name} (${texts.status[point.status]}); ${where}`;
  }

  /**
   * Return whether a place is known too roughly to decide who is in reach.
   * @param {string} precision
   * @returns {boolean}
   */
  function isVague(precision) {
    return ["nearby", "place", "municipality"].includes(precision);
  }

  /**
   * Gather the points that share a position into one mark; shape and edge say what is known.
   * @param {NabijMap} map
   * @param {any[]} points
   * @param {string} shown one character a point: `1` if it is on the map
   * @returns {Spot[]}
   */
  function spots(map, points, shown) {
    const found = new Map();
    points.forEach((point, at) => {
      if (shown[at] !== "1") return;
      const key = point.at.join();
      const spot = found.get(key) || {
        at: point.at,
        names: [],
        titles: [],
        shapes: [],
        vague: true,
      };
      spot.names.push(describe(map, point));
      spot.titles.push(point.name);
      const full = point.status === "recognised" ? "dot" : "ring";
      spot.shapes.push(point.kind === "antenne" ? "half" : full);
      spot.vague = spot.vague && isVague(point.precision);
      found.set(key, spot);
    });
    return [...found.values()];
  }

  /**
   * Return a label with a text a line.
   * @param {string[]} texts
   * @returns {HTMLElement}
   */
  function label(texts) {
    const box = element("div", "nabij-tip");
    texts.forEach((text) => box.appendChild(element("div", "", text)));
    return box;
  }

  /**
   * Return the names that stay next to a spot, shortened.
   * @param {Spot} spot
   * @returns {HTMLElement}
   */
  function nameTag({ titles }) {
    const rest = titles.length - NAMES_SHOWN;
    return label([...titles.slice(0, NAMES_SHOWN), ...(rest > 0 ? [`+ ${rest}`] : [])]);
  }

  /**
   * Return the sign of a spot; several points show how many they are.
   * @param {Spot} spot
   * @returns {HTMLElement}
   */
  function sign({ shapes, vague, names }) {
    const shape = SHAPES.find((one) => shapes.includes(one));
    const node = element("span", `nabij-mark nabij-${shape}`);
    if (vague) node.classList.add("nabij-vague");
    if (names.length > 1) node.textContent = String(names.length);
    return node;
  }

  /**
   * Make a mark that a keyboard and a screen reader meet as an image.
   * @param {L.LatLngTuple} at
   * @param {HTMLElement} html
   * @param {number} size pixels
   * @param {string} text
   * @param {L.MarkerOptions} options
   * @returns {L.Marker}
   */
  function marker(at, html, size, text, options) {
    const icon = L.divIcon({ html, className: "nabij-marker", iconSize: [size, size] });
    const made = L.marker(at, { icon, alt: text, bubblingMouseEvents: true, ...options });
    made.on("add", () => {
      made.getElement().setAttribute("role", "img");
      made.getElement().setAttribute("aria-label", text);
    });
    return made;
  }

  /**
   * Show the tooltip of a mark while it has the focus, as the mouse does.
   * @param {L.Marker} made
   */
  function tipOnFocus(made) {
    made.on("add", () => {
      made.getElement().addEventListener("focus", () => made.openTooltip());
      made.getElement().addEventListener("blur", () => made.closeTooltip());
    });
  }

  /**
   * Few spots on a plain map bear their names; where many are, they show on hover and focus.
   * @param {NabijMap} map
   * @param {Spot} spot
   * @returns {L.Marker}
   */
  function spotMarker(map, spot) {
    const made = marker(spot.at, sign(spot), 24, spot.names.join("\n"), { riseOnHover: true });
    if (map.nabij.view.pointsNamed) {
      return made.bindTooltip(nameTag(spot), {
        permanent: true,
        direction: "right",
        offset: [10, 0],
        className: "nabij-tooltip nabij-name",
      });
    }
    tipOnFocus(made);
    return made.bindTooltip(label(spot.names), { className: "nabij-tooltip" });
  }

  /**
   * Draw the service points that the view counts, unless they are there.
   * @param {NabijMap} map
   * @param {any[]} points
   */
  function drawPoints(map, points) {
    const own = map.nabij;
    const wanted = own.view.points + own.view.pointsShown;
    if (own.pointsDrawn === wanted) return;
    own.pointsDrawn = wanted;
    if (own.points) map.removeLayer(own.points);
    const made = spots(map, points, own.view.pointsShown).map((spot) => spotMarker(map, spot));
    own.points = L.layerGroup(made).addTo(map);
    walk(made);
  }

  /**
   * One tab stop for all marks; the arrow keys walk from one to the next, west to east.
   * @param {L.Marker[]} markers
   */
  function walk(markers) {
    const left = (node) => node.getBoundingClientRect().left;
    const row = markers.map((one) => one.getElement()).sort((a, b) => left(a) - left(b));
    row.forEach((node, at) => {
      node.tabIndex = at ? -1 : 0;
      node.addEventListener("keydown", (event) => {
        const step = STEPS[event.key];
        const next = row[at + step];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        if (!next) return;
        node.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      });
    });
  }

  /**
   * Draw what is no service point: the spot that was looked for, support points, other services.
   * @param {NabijMap} map
   */
  function drawMarks(map) {
    const own = map.nabij;
    const wanted = JSON.stringify(own.view.marks);
    if (own.marksDrawn === wanted) return;
    own.marksDrawn = wanted;
    if (own.marks) map.removeLayer(own.marks);
    const made = own.view.marks.map((one) => otherMarker(map, one));
    own.marks = L.layerGroup(made).addTo(map);
    walk(made);
    spreadNames(map);
  }

  /**
   * Make a mark of `MapView.marks`; one that tells areas apart bears its name.
   * @param {NabijMap} map
   * @param {View["marks"][number]} wanted
   * @returns {L.Marker}
   */
  function otherMarker(map, { at, label: text, shape }) {
    const made = marker(at, element("span", shape), 30, text, { zIndexOffset: 500 });
    if (shape === "nabij-support" || shape === "nabij-label") return named(map, made, text);
    tipOnFocus(made);
    return made.bindTooltip(element("div", "nabij-tip", text), { className: "nabij-tooltip" });
  }

  /**
   * Let a mark bear its name: above it until `spreadNames` finds a better side.
   * @param {NabijMap} map
   * @param {L.Marker} made
   * @param {string} text
   * @returns {L.Marker}
   */
  function named(map, made, text) {
    made.bindTooltip(element("div", "nabij-tip", text), {
      permanent: true,
      direction: "top",
      offset: [0, -8],
      className: "nabij-tooltip nabij-area",
    });
    made.on("add", () => {
      const node = made.getElement();
      const reveal = () => made.getTooltip().getElement().classList.remove("nabij-waits");
      const spread = () => spreadNames(map);
      node.addEventListener("focus", reveal);
      node.addEventListener("blur", spread);
      node.addEventListener("pointerenter", reveal);
      node.addEventListener("pointerleave", spread);
    });
    return made;
  }

  /**
   * Return the area that two boxes share.
   * @param {Box} a
   * @param {Box} b
   * @returns {number} square pixels
   */
  function shared(a, b) {
    const wide = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    const high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    return Math.max(0, wide) * Math.max(0, high);
  }

  /**
   * Return the four sides of a mark where its name can stand.
   * @param {L.Point} spot
   * @param {number} w width of the name
   * @param {number} h its height
   * @returns {{ direction: L.Direction, offset: L.PointTuple, box: Box }[]}
   */
  function sides({ x, y }, w, h) {
    const box = (left, top) => /** @type {Box} */ ([left, top, left + w, top + h]);
    return [
      { direction: "top", offset: [0, -8], box: box(x - w / 2, y - 14 - h) },
      { direction: "bottom", offset: [0, 8], box: box(x - w / 2, y + 14) },
      { direction: "right", offset: [10, 0], box: box(x + 16, y - h / 2) },
      { direction: "left", offset: [-10, 0], box: box(x - 16 - w, y - h / 2) },
    ];
  }

  /**
   * Names of areas stand on the side of their mark where they cover the least; where no side has
   * room, as on a phone, the name waits for a closer look, the pointer or the focus.
   * @param {NabijMap} map
   */
  function spreadNames(map) {
    const markers = /** @type {L.Marker[]} */ (map.nabij.marks?.getLayers() || []);
    const bearing = markers.filter((one) => one.getTooltip()?.options.permanent);
    const at = bearing.map((one) => map.latLngToContainerPoint(one.getLatLng()));
    const { x: width, y: height } = map.getSize();
    const occupied = at.map(
      ({ x, y }) =>
        /** @type {Box} */ ([x - MARK_RADIUS, y - MARK_RADIUS, x + MARK_RADIUS, y + MARK_RADIUS]),
    );
    bearing.forEach((one, number) => {
      const tooltip = one.getTooltip();
      const node = tooltip.getElement();
      const area = node.offsetWidth * node.offsetHeight;
      const cost = ({ box }) => {
        const others = occupied.filter((_other, i) => i !== number);
        const covered = others.reduce((sum, other) => sum + shared(box, other), 0);
        return covered + area - shared(box, [0, 0, width, height]);
      };
      const choices = sides(at[number], node.offsetWidth, node.offsetHeight).map((side) => ({
        ...side,
        cost: cost(side),
      }));
      const best = choices.reduce((least, side) => (side.cost < least.cost ? side : least));
      const fits = best.cost <= COVERED_AT_MOST * area;
      if (fits) occupied.push(best.box);
      const focused = one.getElement() === document.activeElement;
      node.classList.toggle("nabij-waits", !fits && !focused);
      tooltip.options.direction = best.direction;
      tooltip.options.offset = best.offset;
      tooltip.update();
    });
  }

  window.nabij.marks = { drawPoints, drawMarks, isVague, spreadNames };
})();
