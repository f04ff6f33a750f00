/* The places that Vind can suggest, and the words that they are found by. */
const LETTERS = { ø: "o", œ: "oe", æ: "ae", ł: "l", đ: "d", ß: "ss" };

/**
 * Key, position of its kind in `kinds`, name, detail (such as its municipality), other names.
 * @typedef {[string, number, string, string, ...string[]]} Place
 */

/** The places, prepared as `geodata/places/index.py` does. */
export class PlaceIndex {
  /**
   * Prepare the content of a file of places (`loaders/store/search_places.py`).
   * @param {{ kinds: string[], french: Record<string, string>, places: Place[] }} content
   * @param {any} rules
   */
  constructor({ kinds, french, places }, rules) {
    this.kinds = kinds;
    this.french = french;
    this.places = places;
    this.rules = rules;
    this.noise = new Set(rules.NOISE);
    this.middle = new Set(rules.MIDDLE);
    this.common = new Set(rules.COMMON);
    this.nameless = new Set([...rules.NOISE, ...rules.MIDDLE, ...rules.COMMON]);
    this.saints = new Set(rules.SAINTS);
    this.street = new RegExp(`^(?:${rules.STREET})$`);
    this.houseNumber = new RegExp(`^(?:${rules.HOUSE_NUMBER})$`);
    /** @type {Map<string, Map<number, number>>} run of words → places of that name, and scores */
    this.owners = new Map();
    /** @type {Set<string>} */
    this.lettered = new Set();
    /** @type {Map<string, [string[], number][]>} */
    this.initials = new Map();
    /** @type {Map<string, string>} folded name → municipality */
    this.towns = new Map();
    places.forEach(([, , name, , ...others], owner) => {
      [name, ...others].forEach((one) => this.add(this.wordsOf(one), owner));
    });
    this.keys = [...this.owners.keys()].sort();
    this.elsewhere = new Set(rules.ELSEWHERE.map((name) => this.wordsOf(name).join("")));
    this.findContexts();
  }

  /** Keep what may follow each place: its municipality and that one's postcodes, and province. */
  findContexts() {
    /** @type {Map<string, string[]>} */
    const around = new Map();
    const more = (town, names) => around.set(town, [...(around.get(town) || []), ...names]);
    this.places.forEach(([, , name, detail, ...others], owner) => {
      const kind = this.kindOf(owner);
      if (kind === "municipality") more(name, [name, ...others, detail]);
      if (kind === "postcode") more(this.townOf(owner), [name]);
      if (kind !== "municipality") return;
      [name, ...others].forEach((one) => {
        const joined = this.wordsOf(one).join("");
        if (!this.towns.has(joined)) this.towns.set(joined, name);
      });
    });
    const folded = new Map(
      [...around].map(([town, names]) => [town, names.map((one) => this.wordsOf(one))]),
    );
    /** @type {Map<string, { whole: Set<string>, near: Set<string> }>} */
    const made = new Map();
    this.contexts = this.places.map(([, , name, detail, ...others], owner) => {
      const kind = this.kindOf(owner);
      const town = this.townOf(owner);
      const own = kind === "postcode" ? [name, ...others] : [];
      const parts = kind === "municipality" ? [] : detail.split(", ");
      const key = [town, ...own, ...parts].join("|");
      if (!made.has(key)) {
        const names = [...own, ...parts].map((one) => this.wordsOf(one));
        names.push(...(folded.get(town) || []));
        made.set(key, {
          whole: new Set(names.map((words) => words.join(""))),
          near: new Set(names.flat()),
        });
      }
      return made.get(key);
    });
  }

  /**
   * Return the words of a name or query: no accents, no case, one spelling of saints.
   * @param {string} text
   * @returns {string[]}
   */
  wordsOf(text) {
    return text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[øœæłđß]/g, (letter) => LETTERS[letter])
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .map((word) => (this.saints.has(word) ? "sint" : word));
  }

  /**
   * Return the kind of a place.
   * @param {number} owner
   * @returns {string}
   */
  kindOf(owner) {
    return this.kinds[this.places[owner][1]];
  }

  /**
   * Return the municipality of a place.
   * @param {number} owner
   * @returns {string}
   */
  townOf(owner) {
    const [, , name, detail] = this.places[owner];
    return this.kindOf(owner) === "municipality" ? name : detail.split(", ").at(-1);
  }

  /**
   * Add the runs of words in a name.
   * @param {string[]} words
   * @param {number} owner position of the place
   */
  add(words, owner) {
    const { WHOLE, WORDS, INNER, MIN_INNER } = this.rules;
    const found = words.findIndex((word) => !this.noise.has(word));
    const start = Math.max(0, found);
    for (let i = 0; i < words.length; i += 1) {
      for (let j = i + 1; j <= words.length; j += 1) {
        const run = words.slice(i, j);
        const key = run.join("");
        const number = i > 0 && /^\d{1,3}$/.test(key);
        if (i <= start && j === words.length) {
          if (!number) this.own(key, owner, WHOLE);
        } else if (!number && key.length >= MIN_INNER && !this.isNameless(run)) {
          this.own(key, owner, i <= start && j > start ? WORDS : INNER);
        }
      }
      const word = words[i];
      [words.slice(i).join(""), ...(i && !this.nameless.has(word) ? [word] : [])]
        .filter((key) => !/^\d+$/.test(key))
        .forEach((key) => this.lettered.add(key));
    }
    if (words.length > 1) {
      const key = words.length + words[0][0];
      this.initials.set(key, [...(this.initials.get(key) || []), [words, owner]]);
    }
  }

  /**
   * Keep that a place has a name, with the best score.
   * @param {string} key
   * @param {number} owner
   * @param {number} score
   */
  own(key, owner, score) {
    const owners = this.owners.get(key) || new Map();
    this.owners.set(key, owners);
    owners.set(owner, Math.max(score, owners.get(owner) || 0));
  }

  /**
   * Return whether words are no name of a place.
   * @param {string[]} words
   * @returns {boolean}
   */
  isNameless(words) {
    return words.every((word) => this.nameless.has(word));
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
