const STORE = "nabij.bewaard";

/**
 * @typedef {{ id: string, name: string, place: string }} Saved a centre, as the device keeps it
 */

/**
 * Return the saved centres; none where the device keeps nothing, or something else.
 * @returns {Saved[]}
 */
export function savedCentres() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) || "[]");
    return found.filter((one) => [one.id, one.name, one.place].every((t) => typeof t === "string"));
  } catch {
    return [];
  }
}

/**
 * Keep the saved centres on this device, and nowhere else.
 * @param {Saved[]} centres
 * @returns {boolean} whether the device keeps them
 */
export function keepCentres(centres) {
  try {
    localStorage.setItem(STORE, JSON.stringify(centres));
    return true;
  } catch {
    return false;
  }
}
