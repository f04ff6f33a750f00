/* Numbers of people as circles on the areas, their size in proportion. Needs nabij-areas.js. */
"use strict";

(function () {
  const SLIM = 18; // radius of the largest circle for each pixel of its edge

  /**
   * Return the middle of the largest part of an area.
   * @param {AreaLayer} area
   * @returns {L.LatLng}
   */
  function middle(area) {
    if (!area.nabijMiddle) {
      const nested = /** @type {any[]} */ (area.getLatLngs());
      const rings = Array.isArray(nested[0][0]) ? nested.map((part) => part[0]) : [nested[0]];
      const size = (ring) => {
        const box = L.latLngBounds(ring);
        return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
      };
      const largest = rings.reduce((most, ring) => (size(ring) > size(most) ? ring : most));
      area.nabijMiddle = centroid(largest);
    }
    return area.nabijMiddle;
  }

  /**
   * Return the centroid of a ring.
   * @param {L.LatLng[]} ring
   * @returns {L.LatLng}
   */
  function centroid(ring) {
    let [area, lat, lng] = [0, 0, 0];
    ring.forEach((one, at) => {
      const next = ring[(at + 1) % ring.length];
      const part = one.lng * next.lat - next.lng * one.lat;
      area += part;
      lat += (one.lat + next.lat) * part;
      lng += (one.lng + next.lng) * part;
    });
    return area ? L.latLng(lat / (3 * area), lng / (3 * area)) : ring[0];
  }

  /**
   * Draw the circles of some areas, the largest below; none where the view has none.
   * @param {NabijMap} map that knows the view
   * @param {L.Map} onto where to draw: the map itself, or a part of it drawn larger
   * @param {AreaLayer[]} areas
   * @param {L.Renderer} renderer
   * @returns {L.LayerGroup | null}
   */
  function draw(map, onto, areas, renderer) {
    const { view, values, options } = map.nabij;
    if (!view.circles) return null;
    const { most, radius, least, possible } = view.circles;
    const open = possible.split(",");
    const found = areas
      .map((area) => {
        const sure = parseInt(values[area.nabijIndex] || "0", 36);
        return { area, sure, people: sure || parseInt(open[area.nabijIndex] || "0", 36) };
      })
      .filter(({ people }) => people >= least)
      .sort((a, b) => b.people - a.people);
    const { ink, white } = options.colours;
    const made = found.map(({ area, sure, people }) =>
      L.circleMarker(middle(area), {
        renderer,
        interactive: false,
        radius: radius * Math.sqrt(people / most),
        weight: sure ? radius / SLIM : 1.2,
        color: sure ? white : ink,
        opacity: 0.9,
        fillColor: sure ? ink : white,
        fillOpacity: 0.55,
      }),
    );
    return L.layerGroup(made).addTo(onto);
  }

  window.nabij.circles = { draw, middle };
})();
