/* The places that Vind suggests, and how to find them in the browser by what a visitor types. */
const MOST = 6;
const WORDS_READ = 8;
const SAINTS = new Set(["st", "ste", "sinte", "saint", "sainte", "sankt"]);
const ARTICLES = new Set(["de", "den", "het", "t", "la", "le", "les", "l", "d"]);
const LETTERS = { ø: "o", œ: "oe", æ: "ae", ł: "l", đ: "d", ß: "ss" };
/* Scores; the lowest is the best. */
const BEGINS_WORD = 2; // how much worse than the beginning of a name
const TYPO = 10;

/**
 * Key, position of its kind in `kinds`, name, detail (such as its municipality), other names.
 * @typedef {[string, number, string, string, ...string[]]} Place
 *
 * @callback Note remember that the name at a position matches, with a score
 * @param {number} at
 * @param {number} score
 */

/**
 * Return the words of a name or query: no accents, no case, one spelling of saints.
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[øœæłđß]/g, (letter) => LETTERS[letter])
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (SAINTS.has(word) ? "sint" : word));
}

/**
 * Return how many typing errors a text may hold; none in a number.
 * @param {string} text
 * @returns {number}
 */
function allowed(text) {
  if (/\d/.test(text) || text.length < 4) return 0;
  return text.length < 6 ? 1 : 2;
}

const rows = [0, 1, 2].map(() => new Uint8Array(80));

/**
 * Return the fewest edits (a swap of neighbours is one) from a text to any beginning of a name; a
 * number above `most` where there are more than that.
 * @param {string} text
 * @param {string} name
 * @param {number} most
 * @returns {number}
 */
export function editsToBeginning(text, name, most) {
  const width = Math.min(name.length, text.length + most, 79);
  if (width < text.length - most) return most + 1;
  let [before, above, row] = rows;
  for (let j = 0; j <= width; j += 1) above[j] = j;
  for (let i = 1; i <= text.length; i += 1) {
    const first = Math.max(1, i - most);
    const last = Math.min(width, i + most);
    let least = (row[first - 1] = first === 1 ? i : most + 1);
    for (let j = first; j <= last; j += 1) {
      const same = text[i - 1] === name[j - 1];
      let edits = above[j - 1] + (same ? 0 : 1);
      if (j > first || first === 1) edits = Math.min(edits, row[j - 1] + 1);
      if (j < i + most) edits = Math.min(edits, above[j] + 1);
      if (i > 1 && j > 1 && text[i - 1] === name[j - 2] && text[i - 2] === name[j - 1]) {
        edits = Math.min(edits, before[j - 2] + 1);
      }
      row[j] = edits;
      if (edits < least) least = edits;
    }
    if (least > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  const from = Math.max(0, text.length - most);
  return Math.min(most + 1, ...above.subarray(from, width + 1));
}

/** The places, prepared: for each name and each word in it what follows, without spaces. */
export class Gazetteer {
  /**
   * Prepare the content of a file of places (`loaders/store/search_places.py`).
   * @param {{ kinds: string[], french: Record<string, string>, places: Place[] }} content
   */
  constructor({ kinds, french, places }) {
    this.kinds = kinds;
    this.french = french;
    this.places = places;
    /** @type {string[]} */
    this.keys = [];
    /** @type {number[]} */
    this.owners = [];
    /** @type {boolean[]} */
    this.begins = [];
    /** @type {Map<string, string[]>} municipality → words that may follow a place in it */
    this.context = new Map();
    places.forEach(([, kind, name, detail, ...others], owner) => {
      const names = [name, ...others].map(wordsOf);
      names.forEach((words) => this.add(words, owner));
      const town = kinds[kind] === "municipality" ? name : kinds[kind] === "postcode" ? detail : "";
      if (town) this.context.set(town, [...(this.context.get(town) || []), ...names.flat()]);
    });
  }

  /**
   * Add the words of a name.
   * @param {string[]} words
   * @param {number} owner position of the place
   */
  add(words, owner) {
    let begins = true;
    words.forEach((word, at) => {
      this.keys.push(words.slice(at).join(""));
      this.owners.push(owner);
      this.begins.push(begins);
      begins = begins && ARTICLES.has(word);
    });
  }

  /**
   * Return the positions of the places that a query may mean, best first.
   * @param {string} query
   * @returns {number[]}
   */
  find(query) {
    const words = wordsOf(query).slice(0, WORDS_READ);
    const whole = words.join("");
    if (whole.length < 2) return [];
    /** @type {Map<number, number>} position of a place → its score */
    const best = new Map();
    /** @type {Note} */
    const note = (at, score) => {
      const owner = this.owners[at];
      const total = score + (this.begins[at] ? 0 : BEGINS_WORD);
      if (!(best.get(owner) <= total)) best.set(owner, total);
    };
    this.findBeginnings(whole, note);
    for (let cut = 1; cut < words.length; cut += 1) {
      this.findSplit(words.slice(0, cut).join(""), words.slice(cut), note);
      this.findSplit(words.slice(cut).join(""), words.slice(0, cut), note);
    }
    if (best.size < MOST && ![...best.values()].includes(0)) this.findTypos(whole, best, note);
    return [...best.keys()].sort((a, b) => best.get(a) - best.get(b) || a - b).slice(0, MOST);
  }

  /**
   * Note the names that begin with a query.
   * @param {string} whole
   * @param {Note} note
   */
  findBeginnings(whole, note) {
    this.keys.forEach((key, at) => {
      if (key.startsWith(whole)) note(at, key.length === whole.length ? 0 : 1);
    });
  }

  /**
   * Note the names that begin with a part of a query, in the municipality or postcode of the rest.
   * @param {string} name
   * @param {string[]} rest
   * @param {Note} note
   */
  findSplit(name, rest, note) {
    this.keys.forEach((key, at) => {
      if (!key.startsWith(name)) return;
      const [, , , detail] = this.places[this.owners[at]];
      const known = this.context.get(detail.split(", ").at(-1));
      const fits = (word) => known?.some((other) => other.startsWith(word));
      if (rest.every(fits)) note(at, key.length === name.length ? 0.5 : 1.5);
    });
  }

  /**
   * Note the names that begin with a query but for typing errors, of places not found yet.
   * @param {string} whole
   * @param {Map<number, number>} found
   * @param {Note} note
   */
  findTypos(whole, found, note) {
    // next to names that do begin so, two errors would only be noise, and in a few letters one
    const withOthers = whole.length < 6 ? 0 : 1;
    const most = Math.min(allowed(whole), found.size ? withOthers : 2);
    if (!most) return;
    this.keys.forEach((key, at) => {
      if (found.has(this.owners[at])) return;
      const edits = editsToBeginning(whole, key, most);
      if (edits <= most) note(at, TYPO + 3 * edits + (key[0] === whole[0] ? 0 : 1));
    });
  }

  /**
   * Return a place in words: its name, and the name with its kind and detail.
   * @param {number} at
   * @param {Record<string, string>} kindTexts
   * @param {boolean} frenchNames
   * @returns {{ name: string, whole: string }}
   */
  text(at, kindTexts, frenchNames) {
    const [, kind, dutch, detail] = this.places[at];
    const french = (text) =>
      text
        .split(", ")
        .map((part) => this.french[part] || part)
        .join(", ");
    const local = frenchNames ? french : String;
    const name = this.kinds[kind] === "municipality" ? local(dutch) : dutch;
    const words = { name, detail: local(detail) };
    const whole = kindTexts[this.kinds[kind]].replace(/\{(\w+)\}/g, (_all, key) => words[key]);
    return { name, whole };
  }
}
