/* The browser's half of the map of neighbourhoods. Needs the other scripts here.

   `nabij.start(map, options)` prepares a constant Leaflet map once. `nabij.paint(map, view)` is all
   that a rerun of the page sends: which geometry file to show, one class character a neighbourhood
   in the order of the file, the values for the tooltip, the service points and the selection. */
"use strict";

(function () {
  const { areas, circles, element, fetchOnce, hatch, insets, marks, names } = window.nabij;
  const HIDDEN_BELOW = 50; // pixels: a narrower map is not on the screen
  const FAR_BELOW = 10; // zoom level: from further away the marks are small
  const FARTHEST_BELOW = 8.8; // and from still further dots
  const TILES_GIVEN_UP = 3; // failed tiles, if none came

  /**
   * Prepare a map that Folium made.
   * @param {NabijMap} map
   * @param {Options} options
   */
  function start(map, options) {
    setDocument(options);
    const box = map.getContainer();
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", options.texts.title);
    // Leaflet focuses the map when it is pressed: the page must not move under the mouse
    const focus = box.focus.bind(box);
    box.focus = () => focus({ preventScroll: true });
    map.nabij = {
      options,
      renderer: L.canvas({ padding: 0.3 }),
      hatch: hatch(options.colours),
      notice: addNotice(box),
      polygons: [],
      byCode: new Map(),
      fitted: false,
      painted: 0,
      turn: 0,
    };
    const { zoomIn: zoomInTitle, zoomOut: zoomOutTitle } = options.texts;
    L.control.zoom({ zoomInTitle, zoomOutTitle }).addTo(map);
    addHome(map);
    L.control.scale({ imperial: false }).addTo(map);
    addNorth(map);
    tameScrolling(map);
    if (options.tiles) addTiles(map);
    const far = () => {
      box.classList.toggle("nabij-far", map.getZoom() < FAR_BELOW);
      box.classList.toggle("nabij-farthest", map.getZoom() < FARTHEST_BELOW);
    };
    map.on("zoomend", far);
    map.on("zoomend", () => marks.spreadNames(map));
    map.on("moveend", () => names.write(map));
    map.on("click", sendClick);
    // the frame does not wait for the style sheet, which gives names and marks their size
    document.addEventListener("load", () => settle(map), true);
    far();
    watchSize(map);
  }

  /**
   * Send a click to Python at once: streamlit-folium waits a quarter of a second, and then finds
   * that nothing is left to send. A double click is sent once.
   * @param {L.LeafletMouseEvent} event
   */
  function sendClick(event) {
    const state = window.__GLOBAL_DATA__;
    if (!state?.returned_objects?.includes("last_clicked") || !window.Streamlit) return;
    if (event.originalEvent.detail > 1 && state.lat_lng_clicked) {
      event.latlng = state.lat_lng_clicked;
      return;
    }
    const { lat, lng } = event.latlng;
    state.previous_data = { last_clicked: { lat, lng } };
    window.Streamlit.setComponentValue(state.previous_data);
  }

  /**
   * Place all names again, in the size that they have now.
   * @param {NabijMap} map
   */
  function settle(map) {
    marks.spreadNames(map);
    names.measure(map);
  }

  /**
   * Give the frame its language, title and colours, and let a reader zoom it.
   * @param {Options} options
   */
  function setDocument({ lang, texts, colours }) {
    const root = document.documentElement;
    root.lang = lang;
    document.title = texts.title;
    Object.entries(colours).forEach(([name, value]) => root.style.setProperty(`--${name}`, value));
    // Folium forbids zooming with the fingers
    document.querySelectorAll('meta[name="viewport"]').forEach((meta) => {
      meta.setAttribute("content", "width=device-width, initial-scale=1");
    });
  }

  /**
   * Add the line in which the map says what is wrong.
   * @param {HTMLElement} box
   * @returns {HTMLElement}
   */
  function addNotice(box) {
    const notice = element("div", "nabij-notice");
    notice.setAttribute("role", "status");
    notice.hidden = true;
    box.appendChild(notice);
    return notice;
  }

  /**
   * Fit the view again when the frame is first shown, or gets another size while the whole region is
   * in view; not once the reader has moved the map.
   *
   * The size before is kept here: Leaflet follows the window by itself, and may be first.
   * @param {NabijMap} map
   */
  function watchSize(map) {
    let before = map.getSize();
    window.addEventListener("resize", () => insets.arrange(map));
    map.on("movestart", () => {
      map.nabij.fitted = false; // a frame of another size does not start a move
    });
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (before.x < HIDDEN_BELOW || map.nabij.fitted) fit(map);
      before = map.getSize();
    }).observe(map.getContainer());
    // on paper the whole region, whatever the reader has moved to; afterwards what was on the screen
    /** @type {{ at: L.LatLng, zoom: number } | null} */
    let moved = null;
    window.matchMedia("print").addEventListener("change", ({ matches }) => {
      if (matches && !map.nabij.fitted) moved = { at: map.getCenter(), zoom: map.getZoom() };
      map.invalidateSize({ animate: false });
      if (matches || !moved) fit(map);
      else map.setView(moved.at, moved.zoom, { animate: false });
      if (!matches) moved = null;
    });
  }

  /**
   * Add a button that shows the whole region.
   * @param {NabijMap} map
   */
  function addHome(map) {
    const Home = L.Control.extend({
      onAdd() {
        const bar = element("div", "leaflet-bar leaflet-control");
        const button = element("a", "nabij-home", "⌂");
        button.setAttribute("href", "#");
        button.setAttribute("role", "button");
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

  /**
   * Add the arrow to the north, for paper.
   * @param {NabijMap} map
   */
  function addNorth(map) {
    const North = L.Control.extend({
      onAdd: () => element("div", "nabij-north", map.nabij.options.texts.north),
    });
    new North({ position: "bottomright" }).addTo(map);
  }

  /**
   * Let the page scroll under the wheel; the map zooms with Ctrl or two fingers.
   * @param {NabijMap} map
   */
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

  /**
   * Add the background; where its host does not answer, say so and go without.
   * @param {NabijMap} map
   */
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
      if (!loaded && failed >= TILES_GIVEN_UP && map.hasLayer(layer)) {
        map.removeLayer(layer);
        map.nabij.remark = texts.noTiles;
        notify(map, texts.noTiles);
      }
    });
    layer.addTo(map);
    const line = L.control.attribution({ prefix: false });
    line.addTo(map);
    line.getContainer().appendChild(element("span", "", attribution));
  }

  /**
   * Show a sentence on the map; an empty one hides the line.
   * @param {NabijMap} map
   * @param {string} text
   * @param {boolean} [alarm]
   */
  function notify(map, text, alarm = false) {
    const { notice } = map.nabij;
    notice.textContent = text;
    notice.classList.toggle("nabij-alarm", alarm);
    notice.hidden = !text;
  }

  /**
   * Show the whole region.
   * @param {NabijMap} map
   */
  function fit(map) {
    const { view } = map.nabij;
    if (view && map.getSize().x > HIDDEN_BELOW) {
      map.fitBounds(view.bounds, { padding: [6, 6], animate: false });
      map.nabij.fitted = true;
    }
  }

  /**
   * Paint what a rerun sent; the last one wins, whichever file arrives first.
   * @param {NabijMap} map
   * @param {View} view
   */
  function paint(map, view) {
    const own = map.nabij;
    const turn = (own.turn += 1);
    window.feature_group = []; // of streamlit-folium: layers already replaced must not stay alive
    Promise.all([fetchOnce(view.geometry), fetchOnce(view.points)])
      .then(([data, points]) => {
        if (turn === own.turn) show(map, view, data, points);
      })
      .catch((error) => {
        if (turn === own.turn) notify(map, `${own.options.texts.failed} (${error.message})`, true);
      });
  }

  /**
   * Show a view, drawing only what differs from the one before.
   * @param {NabijMap} map
   * @param {View} view
   * @param {any} data GeoJSON of the areas
   * @param {any} points the service points, and the names of places
   */
  function show(map, view, data, points) {
    const own = map.nabij;
    if (data.codes_hash !== view.codesHash || points.ids_hash !== view.pointsHash) {
      throw new Error("the geometry and the classes are of two different snapshots");
    }
    const last = own.view;
    const other = !last || last.geometry !== view.geometry || last.thick !== view.thick;
    own.view = view;
    own.values = view.values.split(",");
    if (other) areas.draw(map, data);
    insets.prepare(map, other);
    if (other || String(last.bounds) !== String(view.bounds)) fit(map);
    areas.restyle(map, view.classes);
    areas.drawLines(map, other);
    drawCircles(map);
    insets.paint(map, points.points);
    areas.select(map);
    marks.drawPoints(map, points.points);
    marks.drawMarks(map);
    names.prepare(map, points.names || []);
    names.write(map);
    notify(map, own.remark || "");
    own.painted += 1;
    performance.mark("nabij-painted", { detail: own.polygons.length });
  }

  /**
   * Draw the circles of a view, unless they are there.
   * @param {NabijMap} map
   */
  function drawCircles(map) {
    const own = map.nabij;
    const { view, polygons } = own;
    const wanted = view.circles ? JSON.stringify([view.geometry, view.values, view.circles]) : "";
    if (own.circlesDrawn === wanted) return;
    own.circlesDrawn = wanted;
    if (own.circles) map.removeLayer(own.circles);
    own.circles = circles.draw(map, map, polygons, own.renderer);
  }

  window.nabij.start = start;
  window.nabij.paint = paint;
})();
