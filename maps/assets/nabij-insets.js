/* Parts of a large region, drawn larger below the map. Needs nabij-areas.js, nabij-circles.js,
   nabij-marks.js.

   They are for the eye and the mouse: the table has all of their areas. */
"use strict";

(function () {
  const { areas, circles, element, marks } = window.nabij;
  const HIDDEN_BELOW = 50; // pixels: a narrower frame is not on the screen
  const LEAST = 90; // pixels: a lower strip shows nothing
  const MOST = 0.5; // of the height of the frame
  const FIXED = {
    zoomControl: false,
    attributionControl: false,
    dragging: false,
    keyboard: false,
    scrollWheelZoom: false,
    doubleClickZoom: false,
    boxZoom: false,
    touchZoom: false,
    zoomSnap: 0,
  };

  /**
   * Make room for the parts of a view: a strip below the map, which keeps the shape of its region.
   * @param {NabijMap} map
   */
  function arrange(map) {
    const { view, insets = [] } = map.nabij;
    const root = document.documentElement;
    if (!view || !insets.length) {
      root.style.removeProperty("--map-strip");
      return;
    }
    const [[south, west], [north, east]] = view.bounds;
    const spot = (lat, lng) => map.project([lat, lng], 8);
    const shape = spot(south, east).subtract(spot(north, west));
    const { innerWidth, innerHeight } = window;
    if (innerWidth < HIDDEN_BELOW) return;
    const rest = innerHeight - ((innerWidth - 12) * shape.y) / shape.x - 24;
    const strip = Math.round(Math.max(LEAST, Math.min(rest, MOST * innerHeight)));
    root.style.setProperty("--map-strip", `${strip}px`);
    map.invalidateSize({ animate: false });
    insets.forEach(({ small, bounds }) => {
      small.invalidateSize({ animate: false });
      small.fitBounds(bounds, { padding: [4, 4], animate: false });
    });
  }

  /**
   * Draw the parts of a view again, if they or their areas are others.
   * @param {NabijMap} map
   * @param {boolean} anew whether the areas are others
   */
  function prepare(map, anew) {
    const own = map.nabij;
    const wanted = JSON.stringify(own.view.insets);
    if (own.insetsDrawn === wanted && !anew) return;
    own.insetsDrawn = wanted;
    own.insets?.forEach((one) => {
      one.small.remove();
      map.removeLayer(one.frame);
    });
    own.strip?.remove();
    own.strip = element("div", "nabij-strip");
    own.strip.setAttribute("aria-hidden", "true");
    if (own.view.insets.length) map.getContainer().after(own.strip);
    own.insets = own.view.insets.map((wanted_) => inset(map, wanted_));
    arrange(map);
  }

  /**
   * Draw one part: its areas without colour, its border on the map, and its name.
   * @param {NabijMap} map
   * @param {View["insets"][number]} wanted
   * @returns {Inset}
   */
  function inset(map, { name, bounds }) {
    const own = map.nabij;
    const figure = element("div", "nabij-inset");
    const box = element("div", "nabij-inset-map");
    figure.append(box, element("span", "nabij-inset-name", name));
    own.strip.appendChild(figure);
    const limits = L.latLngBounds(bounds).pad(0.1);
    const small = L.map(box, FIXED).setView(limits.getCenter(), 9);
    const renderer = L.canvas({ padding: 0.1 });
    const inside = own.polygons.filter((area) => limits.intersects(area.getBounds()));
    const drawn = inside.map((area) => {
      const copy = L.polygon(/** @type {any} */ (area.getLatLngs()), { renderer });
      return Object.assign(copy, { nabijIndex: area.nabijIndex, feature: area.feature });
    });
    const group = L.featureGroup(drawn).addTo(small);
    areas.explain(map, group);
    small.on("click", (event) => map.fire("click", event));
    const { ink } = own.options.colours;
    const frame = L.rectangle(bounds, {
      renderer: own.renderer,
      interactive: false,
      color: ink,
      weight: 1,
      fill: false,
      dashArray: "3 3",
    }).addTo(map);
    return { small, bounds, frame, renderer, areas: /** @type {AreaLayer[]} */ (drawn) };
  }

  /**
   * Colour the parts as the map is, with its circles, centres and the chosen area.
   * @param {NabijMap} map
   * @param {any[]} points the service points
   */
  function paint(map, points) {
    const { view, insets = [], options } = map.nabij;
    insets.forEach((one) => {
      one.areas.forEach((area) => {
        const style = areas.styleOf(map, view.classes[area.nabijIndex]);
        const chosen = area.feature.id === view.selected;
        area.setStyle(chosen ? { ...style, weight: 3, opacity: 1, dashArray: null } : style);
        if (chosen) area.bringToFront();
      });
      if (one.marks) one.small.removeLayer(one.marks);
      const limits = L.latLngBounds(one.bounds).pad(0.1);
      const dots = points
        .filter(({ at }, number) => view.pointsShown[number] === "1" && limits.contains(at))
        .map(({ at, precision }) =>
          L.circleMarker(at, {
            renderer: one.renderer,
            interactive: false,
            radius: 3,
            weight: 1.2,
            color: marks.isVague(precision) ? options.colours.ink : options.colours.white,
            fillColor: marks.isVague(precision) ? options.colours.white : options.colours.primary,
            fillOpacity: 1,
          }),
        );
      const layers = [circles.draw(map, one.small, one.areas, one.renderer), ...dots];
      one.marks = L.layerGroup(layers.filter(Boolean)).addTo(one.small);
    });
  }

  window.nabij.insets = { arrange, prepare, paint };
})();
