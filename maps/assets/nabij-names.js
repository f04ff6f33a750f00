/* The names of places on the map: as many as fit, the largest first. Needs nabij-areas.js.

   They are for the eye only: screen readers get the table, and every click goes through them. */
"use strict";

(function () {
  const { element } = window.nabij;
  const CLOSE = 10.5; // zoom level from which deelgemeenten have their names too
  const AIR = [14, 8]; // pixels between two names, seen from far and from close by
  const FAMOUS = 30; // the first names, which may be further from their spot
  const GAPS = [6, 12, 20]; // pixels from a spot to its name, the nearest first
  const SIDES = [
    [0, -1],
    [0, 1],
    [1, 0],
    [-1, 0],
    [1, -1],
    [-1, -1],
    [1, 1],
    [-1, 1],
  ];
  const OCCUPIED =
    ".nabij-marker > *, .nabij-name, .nabij-area:not(.nabij-waits), .leaflet-control";

  /**
   * Take the names of a snapshot, unless they are there.
   * @param {NabijMap} map
   * @param {PlaceName[]} names the largest first
   */
  function prepare(map, names) {
    const own = map.nabij;
    if (own.namesOf === own.view.points) return;
    own.namesOf = own.view.points;
    const pane = map.getPane("names") || map.createPane("names");
    pane.classList.add("leaflet-zoom-hide");
    pane.setAttribute("aria-hidden", "true");
    pane.replaceChildren();
    own.names = names.map(([lat, lng, small, name, french], rank) => ({
      at: [lat, lng],
      small: Boolean(small),
      text: (own.options.frenchNames && french) || name,
      size: [0, 0],
      famous: rank < FAMOUS,
    }));
  }

  /**
   * Return what no name may cover: marks, their names, and the buttons of the map.
   * @param {NabijMap} map
   * @returns {Box[]}
   */
  function occupied(map) {
    const box = map.getContainer();
    const { left, top, width } = box.getBoundingClientRect();
    const scale = width / map.getSize().x; // of paper
    return [...box.querySelectorAll(OCCUPIED)].map((node) => {
      const one = node.getBoundingClientRect();
      const sides = [one.left - left, one.top - top, one.right - left, one.bottom - top];
      return /** @type {Box} */ (sides.map((side) => side / scale));
    });
  }

  /**
   * Return whether a box has room: in the map, clear of what is there, apart from other names.
   * @param {Box} box
   * @param {Box} limits
   * @param {Box[]} full
   * @returns {boolean}
   */
  function fits([left, top, right, bottom], limits, full) {
    return (
      left >= limits[0] &&
      top >= limits[1] &&
      right <= limits[2] &&
      bottom <= limits[3] &&
      full.every((one) => right < one[0] || left > one[2] || bottom < one[1] || top > one[3])
    );
  }

  /**
   * Return where a name has room: on its spot, or on the first side with room as near as can be.
   * @param {L.Point} spot
   * @param {WrittenName} name
   * @param {Box} limits
   * @param {Box[]} full
   * @returns {Box | undefined}
   */
  function room({ x, y }, { size: [width, height], famous }, limits, full) {
    const sides = GAPS.slice(0, famous ? 3 : 2).flatMap((gap) =>
      SIDES.slice(0, famous ? 8 : 4).map(([right, down]) => [
        right * (width / 2 + gap),
        down * (height / 2 + gap),
      ]),
    );
    for (const [right, down] of [[0, 0], ...sides]) {
      const left = Math.round(x - width / 2 + right);
      const top = Math.round(y - height / 2 + down);
      const box = /** @type {Box} */ ([left, top, left + width, top + height]);
      if (fits(box, limits, full)) return box;
    }
    return undefined;
  }

  /**
   * Write the names that fit what the map shows now.
   * @param {NabijMap} map
   */
  function write(map) {
    const { names = [], polygons } = map.nabij;
    const close = map.getZoom() >= CLOSE;
    const view = map.getBounds();
    const drawn = ({ at }) => polygons.some((area) => area.getBounds().contains(at));
    const here = names.filter(
      (one) => view.contains(one.at) && (!one.small || (close && drawn(one))),
    );
    const pane = map.getPane("names");
    here.forEach((one) => {
      if (one.node) return;
      one.node = element("span", one.small ? "nabij-place nabij-small" : "nabij-place", one.text);
      pane.appendChild(one.node);
    });
    here.forEach((one) => {
      if (!one.size[0]) one.size = [one.node.offsetWidth, one.node.offsetHeight];
    });
    const { x: width, y: height } = map.getSize();
    const limits = /** @type {Box} */ ([2, 2, width - 2, height - 2]);
    const air = AIR[Number(close)];
    const full = occupied(map);
    const origin = map.containerPointToLayerPoint([0, 0]);
    names.forEach((one) => one.node?.classList.add("nabij-waits"));
    here.forEach((one) => {
      const box = room(map.latLngToContainerPoint(one.at), one, limits, full);
      if (!box) return;
      full.push([box[0] - air, box[1] - air / 2, box[2] + air, box[3] + air / 2]);
      one.node.style.transform = `translate(${box[0] + origin.x}px, ${box[1] + origin.y}px)`;
      one.node.classList.remove("nabij-waits");
    });
  }

  /**
   * Write the names again in the sizes that they have now.
   * @param {NabijMap} map
   */
  function measure(map) {
    map.nabij.names?.forEach((one) => {
      one.size = [0, 0];
    });
    write(map);
  }

  window.nabij.names = { prepare, write, measure };
})();
