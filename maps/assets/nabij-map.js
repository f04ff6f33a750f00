/* The browser's half of the map of neighbourhoods.

   `nabij.start(map, options)` prepares a constant Leaflet map once. `nabij.paint(map, view)` is all
   that a rerun of the page sends: which geometry file to show, one class digit a neighbourhood in
   the order of the file, the values for the tooltip, the service points and the selection.
   Names and texts only ever become text nodes, never HTML. */
(function () {
  "use strict";

  const INK = "#1B2733";
  const files = new Map(); // geometry URL → promise of its content, the last few kept

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function fetchOnce(url) {
    if (!files.has(url)) {
      const loading = fetch(url).then((response) => {
        if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
        return response.json();
      });
      loading.catch(() => files.delete(url));
      files.set(url, loading);
      if (files.size > 8) files.delete(files.keys().next().value);
    }
    return files.get(url);
  }

  /* Diagonal lines for neighbourhoods that the known positions cannot decide. */
  function hatch() {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const pen = tile.getContext("2d");
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, 6, 6);
    pen.strokeStyle = "#7B8794";
    pen.lineWidth = 1.1;
    pen.beginPath();
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift, 6);
      pen.lineTo(shift + 6, 0);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  function start(map, options) {
    document.documentElement.lang = options.lang;
    document.title = options.texts.title;
    // Folium forbids zooming with the fingers; a reader must be able to
    document.querySelectorAll('meta[name="viewport"]').forEach((meta) => {
      meta.content = "width=device-width, initial-scale=1";
    });
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", options.texts.title);
    // Leaflet focuses the map when it is pressed: the page must not move under the mouse
    const focus = box.focus.bind(box);
    box.focus = () => focus({ preventScroll: true });
    const own = (map.nabij = {
      options,
      renderer: L.canvas({ padding: 0.3 }),
      hatch: hatch(),
      polygons: [],
      painted: 0,
      turn: 0,
    });
    L.control
      .zoom({ zoomInTitle: options.texts.zoomIn, zoomOutTitle: options.texts.zoomOut })
      .addTo(map);
    addHome(map);
    L.control.scale({ imperial: false }).addTo(map);
    own.notice = element("div", "nabij-notice");
    own.notice.setAttribute("role", "status");
    own.notice.hidden = true;
    box.appendChild(own.notice);
    tameScrolling(map);
    if (options.tiles) addTiles(map);
    const far = () => box.classList.toggle("nabij-far", map.getZoom() < 10);
    map.on("zoomend", far);
    map.on("zoomend", () => spread(map));
    far();
    new ResizeObserver(() => {
      const before = map.getSize();
      map.invalidateSize({ animate: false });
      if (before.x < 50 || before.y !== map.getSize().y) fit(map);
    }).observe(box);
  }

  function addHome(map) {
    const Home = L.Control.extend({
      onAdd() {
        const bar = element("div", "leaflet-bar leaflet-control");
        const button = element("a", "nabij-home", "⌂");
        button.href = "#";
        button.role = "button";
        button.title = map.nabij.options.texts.home;
        button.setAttribute("aria-label", map.nabij.options.texts.home);
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(button, "click", (event) => {
          L.DomEvent.stop(event);
          fit(map);
        });
        bar.appendChild(button);
        return bar;
      },
    });
    new Home({ position: "topleft" }).addTo(map);
  }

  /* The page scrolls under the wheel; the map zooms with Ctrl or two fingers. */
  function tameScrolling(map) {
    map.scrollWheelZoom.disable();
    map.getContainer().addEventListener(
      "wheel",
      (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          map.scrollWheelZoom.enable();
        } else {
          map.scrollWheelZoom.disable();
        }
      },
      { capture: true, passive: false },
    );
    if (window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  }

  function addTiles(map) {
    const { tiles, attribution, texts } = map.nabij.options;
    let loaded = 0;
    let failed = 0;
    const layer = L.tileLayer(tiles, { attribution: "", maxZoom: 18, opacity: 0.75 });
    layer.on("tileload", () => {
      loaded += 1;
    });
    layer.on("tileerror", () => {
      failed += 1;
      if (!loaded && failed >= 3 && map.hasLayer(layer)) {
        map.removeLayer(layer);
        map.nabij.remark = texts.noTiles;
        say(map, texts.noTiles);
      }
    });
    layer.addTo(map);
    const line = L.control.attribution({ prefix: false });
    line.addTo(map);
    const credit = element("span", "", attribution);
    line.getContainer().appendChild(credit);
  }

  function say(map, text, alarm) {
    const { notice } = map.nabij;
    notice.textContent = text;
    notice.classList.toggle("nabij-alarm", Boolean(alarm));
    notice.hidden = !text;
  }

  function fit(map) {
    const { view } = map.nabij;
    if (view && map.getSize().x > 50) {
      map.fitBounds(view.bounds, { padding: [6, 6], animate: false });
    }
  }

  function styleOf(map, digit) {
    const own = map.nabij;
    const weight = own.polygons.length > 1000 ? 0.3 : 0.6;
    const base = { color: "#333333", opacity: 0.4, weight, fillOpacity: 0.85, dashArray: null };
    if (digit === "u") return { ...base, fillColor: own.hatch, fillOpacity: 1 };
    if (digit === "0") return { ...base, fillColor: "#E3E6EA" };
    if (digit === "-") return { ...base, fillColor: "#ffffff", fillOpacity: 0.45, opacity: 0.3 };
    if (digit === "n") {
      return { ...base, fillColor: "#ffffff", opacity: 0.8, dashArray: "4 3" };
    }
    return { ...base, fillColor: own.view.palette[Number(digit) - 1] };
  }

  function tip(map, layer) {
    const { view } = map.nabij;
    const at = layer.nabijIndex;
    const box = element("div", "nabij-tip");
    const { n, f } = layer.feature.properties;
    box.appendChild(element("strong", "", (map.nabij.options.frenchNames && f) || n));
    const meaning = view.labels[view.classes[at]];
    if (meaning) box.appendChild(element("div", "", meaning));
    const value = map.nabij.values[at];
    if (value) {
      const number = parseInt(value, 36).toLocaleString(map.nabij.options.locale);
      box.appendChild(element("div", "", view.value.replace("{n}", number)));
    }
    return box;
  }

  function draw(map, data) {
    const own = map.nabij;
    for (const layer of [own.areas, own.lines]) if (layer) map.removeLayer(layer);
    own.polygons = [];
    own.byCode = new Map();
    own.classes = "";
    own.areas = L.geoJSON(data, {
      renderer: own.renderer,
      style: () => ({ color: "#333333", opacity: 0.4, weight: 0.6, fillOpacity: 0 }),
      onEachFeature(feature, layer) {
        layer.nabijIndex = own.polygons.length;
        own.polygons.push(layer);
        own.byCode.set(feature.id, layer);
      },
    });
    own.areas.bindTooltip((layer) => tip(map, layer), { sticky: true, className: "nabij-tooltip" });
    own.areas.addTo(map);
    const line = (geometry, weight) =>
      L.geoJSON(geometry, {
        renderer: own.renderer,
        interactive: false,
        style: { color: INK, weight, opacity: weight > 1 ? 0.9 : 0.65, fill: false },
      });
    own.lines = L.layerGroup([
      line(data.outlines.municipalities, own.polygons.length > 1000 ? 0.5 : 0.9),
      line(data.outlines[own.view.thick], own.polygons.length > 1000 ? 1.5 : 2.2),
    ]).addTo(map);
  }

  function restyle(map, classes) {
    const own = map.nabij;
    const same = own.classes && own.palette === String(own.view.palette);
    own.polygons.forEach((layer, at) => {
      if (!same || own.classes[at] !== classes[at]) layer.setStyle(styleOf(map, classes[at]));
    });
    own.classes = classes;
    own.palette = String(own.view.palette);
  }

  function select(map) {
    const own = map.nabij;
    if (own.outline) map.removeLayer(own.outline);
    own.outline = null;
    const layer = own.byCode.get(own.view.selected);
    if (!layer) return;
    own.outline = L.geoJSON(layer.feature, {
      renderer: own.renderer,
      interactive: false,
      style: { color: INK, weight: 3, opacity: 1, fill: false },
    }).addTo(map);
    if (own.shown !== own.view.selected && !map.getBounds().contains(layer.getBounds())) {
      map.panInsideBounds(layer.getBounds().pad(0.5), { animate: false });
    }
    own.shown = own.view.selected;
  }

  /* What to read at a service point: name, status, and where it is as far as known. */
  function describe(map, point) {
    const { texts, frenchNames } = map.nabij.options;
    const municipality = (frenchNames && point.municipality_fr) || point.municipality;
    const words = { street: point.street, place: point.place || municipality };
    if (point.precision === "municipality") words.place = municipality;
    const where = texts.position[point.precision].replace(/\{(\w+)\}/g, (_all, key) => words[key]);
    return `${point.name} (${texts.status[point.status]}); ${where}`;
  }

  /* Service points that fall together share one mark; shape and edge say what is known of them. */
  function spots(map, points, shown) {
    const found = new Map();
    points.forEach((point, at) => {
      if (shown[at] !== "1") return;
      const key = point.at.join();
      const spot = found.get(key) || {
        at: point.at,
        names: [],
        titles: [],
        kinds: [],
        vague: true,
      };
      spot.names.push(describe(map, point));
      spot.titles.push(point.name);
      spot.kinds.push(
        point.kind === "antenne" ? "half" : point.status === "recognised" ? "dot" : "ring",
      );
      spot.vague =
        spot.vague && (point.precision === "place" || point.precision === "municipality");
      found.set(key, spot);
    });
    return [...found.values()];
  }

  /* Few spots on a plain map bear their names; where many are, they show on hover and focus. */
  function nameTag(spot) {
    const box = element("div", "nabij-tip");
    spot.titles.slice(0, 3).forEach((name) => box.appendChild(element("div", "", name)));
    if (spot.titles.length > 3) box.appendChild(element("div", "", `+ ${spot.titles.length - 3}`));
    return box;
  }

  function drawPoints(map, points) {
    const own = map.nabij;
    const named = own.view.classes[0] === "-";
    const wanted = own.view.points + own.view.pointsShown;
    if (own.pointsDrawn === wanted) return;
    own.pointsDrawn = wanted;
    if (own.points) map.removeLayer(own.points);
    own.points = L.layerGroup(
      spots(map, points, own.view.pointsShown).map((point) => {
        const shape = ["dot", "ring", "half"].find((kind) => point.kinds.includes(kind));
        const marks = element("span", `nabij-mark nabij-${shape}`);
        if (point.vague) marks.classList.add("nabij-vague");
        if (point.names.length > 1) marks.textContent = String(point.names.length);
        const text = point.names.join("\n");
        const marker = L.marker(point.at, {
          icon: L.divIcon({ html: marks, className: "nabij-marker", iconSize: [24, 24] }),
          alt: text,
          bubblingMouseEvents: true,
          riseOnHover: true,
        });
        const box = element("div", "nabij-tip");
        point.names.forEach((name) => box.appendChild(element("div", "", name)));
        if (named) {
          const options = { permanent: true, direction: "right", offset: [10, 0] };
          marker.bindTooltip(nameTag(point), { ...options, className: "nabij-tooltip nabij-name" });
        } else marker.bindTooltip(box, { className: "nabij-tooltip" });
        marker.on("add", () => {
          const node = marker.getElement();
          node.setAttribute("role", "img");
          node.setAttribute("aria-label", text);
          if (named) return;
          node.addEventListener("focus", () => marker.openTooltip());
          node.addEventListener("blur", () => marker.closeTooltip());
        });
        return marker;
      }),
    ).addTo(map);
    walk(own.points.getLayers().map((marker) => marker.getElement()));
  }

  /* One tab stop for all marks; the arrow keys walk from one to the next, west to east. */
  function walk(nodes) {
    const left = (node) => node.getBoundingClientRect().left;
    const row = nodes.sort((a, b) => left(a) - left(b));
    row.forEach((node, at) => {
      node.tabIndex = at ? -1 : 0;
      node.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
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

  /* What is no service point: the spot that was looked for, support points, other services. */
  function drawMarks(map) {
    const own = map.nabij;
    const wanted = JSON.stringify(own.view.marks);
    if (own.marksDrawn === wanted) return;
    own.marksDrawn = wanted;
    if (own.marks) map.removeLayer(own.marks);
    own.marks = L.layerGroup(own.view.marks.map((wanted) => mark(map, wanted))).addTo(map);
    walk(own.marks.getLayers().map((marker) => marker.getElement()));
    spread(map);
  }

  /* Names of areas stand on the side of their mark where they cover the least; where no side has
     room, as on a phone, the name waits for a closer look, the pointer or the focus. */
  function spread(map) {
    const named = (map.nabij.marks?.getLayers() || []).filter(
      (m) => m.getTooltip()?.options.permanent,
    );
    const room = map.getSize();
    const spots = named.map((marker) => map.latLngToContainerPoint(marker.getLatLng()));
    const taken = spots.map(({ x, y }) => [x - 13, y - 13, x + 13, y + 13]);
    const shared = (a, b) =>
      Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
      Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    named.forEach((marker, at) => {
      const tooltip = marker.getTooltip();
      const { offsetWidth: w, offsetHeight: h } = tooltip.getElement();
      const { x, y } = spots[at];
      const sides = [
        ["top", [0, -8], x - w / 2, y - 14 - h],
        ["bottom", [0, 8], x - w / 2, y + 14],
        ["right", [10, 0], x + 16, y - h / 2],
        ["left", [-10, 0], x - 16 - w, y - h / 2],
      ].map(([direction, offset, left, top]) => {
        const box = [left, top, left + w, top + h];
        const covered = taken.reduce(
          (sum, other, i) => sum + (i === at ? 0 : shared(box, other)),
          0,
        );
        const outside = w * h - shared(box, [0, 0, room.x, room.y]);
        return { direction, offset, box, cost: covered + outside };
      });
      const best = sides.reduce((least, side) => (side.cost < least.cost ? side : least));
      const fits = best.cost <= 0.1 * w * h;
      if (fits) taken.push(best.box);
      const looked = marker.getElement() === document.activeElement;
      tooltip.getElement().classList.toggle("nabij-waits", !fits && !looked);
      tooltip.options.direction = best.direction;
      tooltip.options.offset = best.offset;
      tooltip.update();
    });
  }

  function mark(map, { at, label, shape }) {
    const marker = L.marker(at, {
      icon: L.divIcon({
        html: element("span", shape),
        className: "nabij-marker",
        iconSize: [30, 30],
      }),
      alt: label,
      zIndexOffset: 500,
      bubblingMouseEvents: true,
    });
    // what tells areas apart bears its name
    const named = shape === "nabij-support" || shape === "nabij-label";
    const options = named
      ? {
          permanent: true,
          direction: "top",
          offset: [0, -8],
          className: "nabij-tooltip nabij-area",
        }
      : { className: "nabij-tooltip" };
    marker.bindTooltip(element("div", "nabij-tip", label), options);
    marker.on("add", () => {
      const node = marker.getElement();
      node.setAttribute("role", "img");
      node.setAttribute("aria-label", label);
      const reveal = () => marker.getTooltip().getElement().classList.remove("nabij-waits");
      node.addEventListener("focus", () => (named ? reveal() : marker.openTooltip()));
      node.addEventListener("blur", () => (named ? spread(map) : marker.closeTooltip()));
      if (!named) return;
      node.addEventListener("pointerenter", reveal);
      node.addEventListener("pointerleave", () => spread(map));
    });
    return marker;
  }

  function paint(map, view) {
    const own = map.nabij;
    const turn = (own.turn += 1);
    window.feature_group = []; // the layers replaced so far are gone: do not keep them alive
    const other = !own.view || own.view.geometry !== view.geometry || own.view.thick !== view.thick;
    const moved = other || String(own.view.bounds) !== String(view.bounds);
    Promise.all([fetchOnce(view.geometry), fetchOnce(view.points)])
      .then(([data, points]) => {
        if (turn !== own.turn) return;
        if (data.codes_hash !== view.codesHash || points.ids_hash !== view.pointsHash) {
          throw new Error("the geometry and the classes are of two different snapshots");
        }
        own.view = view;
        own.values = view.values.split(",");
        if (moved) fit(map);
        if (other) draw(map, data);
        restyle(map, view.classes);
        select(map);
        drawPoints(map, points.points);
        drawMarks(map);
        say(map, own.remark || "");
        own.painted += 1;
        performance.mark("nabij-painted", { detail: own.polygons.length });
      })
      .catch((error) => {
        if (turn === own.turn) say(map, `${own.options.texts.failed} (${error.message})`, true);
      });
  }

  window.nabij = { start, paint };
})();
