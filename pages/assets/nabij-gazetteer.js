/* How the places that Vind suggests are found in the browser by what a visitor types. It ranks as the server does (`geodata/places/search.py`), by the rules that come with the places. */
import { PlaceIndex } from "./nabij-places.js";

const MOST = 6;
const MAX_QUERY = 120;
const [FEW, LONG] = [4, 6]; // letters
const SMALL = new Set(["wijk", "centre"]);
const LARGE = new Set(["municipality", "deelgemeente"]);

/**
 * @typedef {object} Span words that may be a name, and those around it
 * @property {string[]} head
 * @property {string[]} before
 * @property {string[]} after
 * @property {string} joined
 *
 * @typedef {{ score: number, partial: boolean }} Hit
 * @typedef {(owner: number, score: number) => void} Note
 */

const rows = [0, 1, 2].map(() => new Uint8Array(80));

/**
 * Return the fewest edits (a swap of neighbours is one) from a text to each beginning of a name, as
 * far as they are at most `most`; nothing where all are more.
 * @param {string} text
 * @param {string} name
 * @param {number} most
 * @returns {Uint8Array | null}
 */
function editsByLength(text, name, most) {
  const width = Math.min(name.length, text.length + most, 79);
  if (width < text.length - most) return null;
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
    if (least > most) return null;
    [before, above, row] = [above, row, before];
  }
  return above.subarray(0, width + 1);
}

/**
 * Return the fewest edits from a text to any beginning of a name; a number above `most` where there
 * are more than that.
 * @param {string} text
 * @param {string} name
 * @param {number} most
 * @returns {number}
 */
export function editsToBeginning(text, name, most) {
  const edits = editsByLength(text, name, most);
  if (!edits) return most + 1;
  return Math.min(most + 1, ...edits.subarray(Math.max(0, text.length - most)));
}

/**
 * Return the fewest edits from a text to a name; a number above `most` where there are more.
 * @param {string} text
 * @param {string} name
 * @param {number} most
 * @returns {number}
 */
function editsBetween(text, name, most) {
  if (Math.abs(text.length - name.length) > most) return most + 1;
  const edits = editsByLength(text, name, most);
  return edits ? Math.min(most + 1, edits[name.length]) : most + 1;
}

/** The places, and the search through them. */
export class Gazetteer extends PlaceIndex {
  /**
   * Return the positions of the places that a query may mean, best first.
   * @param {string} query
   * @returns {number[]}
   */
  find(query) {
    const split = (word) => this.rules.SPLIT_WORDS[word] || [word];
    const words = this.wordsOf(query.slice(0, MAX_QUERY)).flatMap(split);
    words.splice(this.rules.MAX_WORDS);
    const whole = words.join("");
    if (whole.length < 2) return [];
    /** @type {Map<number, Hit>} */
    const best = new Map();
    this.spans(words).forEach((span) => {
      this.matches(span).forEach((score, owner) => {
        const hit = this.hit(owner, score, span);
        if (hit && !(best.get(owner)?.score >= hit.score)) best.set(owner, hit);
      });
    });
    if (!best.size) this.findLoose(words, best);
    const ranked = [...best].sort(([a, one], [b, other]) => other.score - one.score || a - b);
    const first = ranked[0]?.[1];
    return ranked
      .filter(
        ([, { score, partial }]) =>
          score > first.score - this.rules.SPAN && partial <= first.partial,
      )
      .slice(0, MOST)
      .map(([owner]) => owner);
  }

  /**
   * Return the runs of words that may be a name.
   * @param {string[]} words
   * @returns {Span[]}
   */
  spans(words) {
    const joined = words.join("");
    if (this.elsewhere.has(joined)) return [{ head: words, before: [], after: [], joined }];
    return words.flatMap((_word, i) =>
      words.slice(i).map((_other, more) => {
        const j = i + more + 1;
        const head = words.slice(i, j);
        return { head, before: words.slice(0, i), after: words.slice(j), joined: head.join("") };
      }),
    );
  }

  /**
   * Return the places that a run of words may name, and how well.
   * @param {Span} span
   * @returns {Map<number, number>}
   */
  matches(span) {
    /** @type {Map<number, number>} */
    const found = new Map();
    /** @type {Note} */
    const note = (owner, score) => {
      found.set(owner, Math.max(score, found.get(owner) || 0));
    };
    const guessable = !this.elsewhere.has(span.joined) && !this.isNameless(span.head);
    this.findAsTyped(span, guessable, note);
    if (guessable && !(span.before.length && span.after.length)) this.findTypos(span.joined, note);
    return found;
  }

  /**
   * Note the places whose names begin with what was typed, or that it is short for.
   * @param {Span} span
   * @param {boolean} guessable
   * @param {Note} note
   */
  findAsTyped({ head, joined }, guessable, note) {
    const { WHOLE, WORDS, BEGINS, INNER_BEGINS, ABBREVIATED, SMALL_BEGINS } = this.rules;
    for (let at = this.firstKey(joined); this.keys[at]?.startsWith(joined); at += 1) {
      const exact = this.keys[at].length === joined.length;
      this.owners.get(this.keys[at]).forEach((score, owner) => {
        if (exact) {
          if (score === WHOLE || guessable) note(owner, score);
        } else if (guessable && joined.length >= this.rules.MIN_BEGIN) {
          const small = SMALL.has(this.kindOf(owner)) ? SMALL_BEGINS : 0;
          note(owner, (score >= WORDS ? BEGINS : INNER_BEGINS) - small);
        }
      });
    }
    if (head.length < 2 || !guessable) return;
    (this.initials.get(head.length + joined[0]) || []).forEach(([words, owner]) => {
      if (this.abbreviates(head, words)) note(owner, ABBREVIATED);
    });
  }

  /**
   * Return the position of the first key that is not before a text.
   * @param {string} text
   * @returns {number}
   */
  firstKey(text) {
    let [low, high] = [0, this.keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.keys[middle] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Return whether words are short for the words of a name, one of them in full.
   * @param {string[]} typed
   * @param {string[]} words
   * @returns {boolean}
   */
  abbreviates(typed, words) {
    const { MAX_INITIAL, MIN_FULL } = this.rules;
    const full = typed.some((word, i) => word === words[i] && word.length >= MIN_FULL);
    return (
      full &&
      typed.every(
        (word, i) => word === words[i] || (word.length <= MAX_INITIAL && words[i].startsWith(word)),
      )
    );
  }

  /**
   * Note the places whose names are what was typed but for typing errors.
   * @param {string} head
   * @param {Note} note
   */
  findTypos(head, note) {
    const { TYPO, PER_EDIT, FIRST_LETTER, INNER_TYPO, WORDS, MIN_WIJK_TYPO } = this.rules;
    const most = this.allowed(head);
    if (!most) return;
    this.lettered.forEach((name) => {
      const count = editsBetween(head, name, most);
      if (!count || count > most || this.allowed(name) < count) return;
      const same = head[0] === name[0];
      if (!same && (count > 1 || head.length < LONG)) return;
      if (head.length < FEW && (name.length !== FEW || head.at(-1) !== name.at(-1))) return;
      const score = TYPO - PER_EDIT * count + (same ? FIRST_LETTER : 0);
      this.owners.get(name)?.forEach((kept, owner) => {
        const kind = this.kindOf(owner);
        if (head.length < FEW && kind !== "municipality") return;
        if (head.length < MIN_WIJK_TYPO && SMALL.has(kind)) return;
        note(owner, score - (kept < WORDS ? INNER_TYPO : 0));
      });
    });
  }

  /**
   * Return how many typing errors a text may hold; none in a number.
   * @param {string} text
   * @returns {number}
   */
  allowed(text) {
    if (/\d/.test(text)) return 0;
    return this.rules.TYPO_LENGTHS.filter((length) => text.length >= length).length;
  }

  /**
   * Return what a place is as an answer, given the other words; nothing if they do not fit.
   * @param {number} owner
   * @param {number} score
   * @param {Span} span
   * @returns {Hit | null}
   */
  hit(owner, score, span) {
    const { WHOLE, ABBREVIATED, BEGINS, TYPO, PER_EDIT, OTHER_TOWN } = this.rules;
    const kind = this.kindOf(owner);
    const around = this.around(owner, span);
    const local = kind === "wijk" && !around.fits;
    const nameless = this.isNameless(span.head);
    const street = this.street.test(span.head.at(-1));
    if ((local && (street || nameless)) || (nameless && around.unused.length)) return null;
    if (kind === "centre" && span.head.every((word) => this.noise.has(word))) return null;
    if (score <= BEGINS && street && SMALL.has(kind)) return null;
    let lost = around.cost + (local && this.namesOtherTown(owner, span) ? OTHER_TOWN : 0);
    if (around.unused.length) {
      const oneTypo = score >= TYPO - PER_EDIT && score <= TYPO;
      if (street || !(score === WHOLE || score === ABBREVIATED || oneTypo)) return null;
      const unused = this.unusedCost(kind, span, around.unused);
      if (unused === null) return null;
      lost += unused;
    }
    return { score: score - lost, partial: around.unused.length > 0 || around.common };
  }

  /**
   * Return what words cost that have nothing to do with a place; nothing if they matter.
   * @param {string} kind
   * @param {Span} span
   * @param {string[]} unused
   * @returns {number | null}
   */
  unusedCost(kind, span, unused) {
    const { UNUSED, PER_UNUSED, NOT_LAST, TOWN_NOT_LAST, MIN_PART } = this.rules;
    const last = !span.after.some((word) => unused.includes(word));
    const town = kind === "municipality";
    const cost = UNUSED + PER_UNUSED * unused.length;
    if (unused.some((word) => this.street.test(word) || this.houseNumber.test(word))) {
      return cost + (last ? 0 : NOT_LAST);
    }
    if (span.joined.length < MIN_PART || !(last || town)) return null;
    const elsewhere = (word) => this.elsewhere.has(word) || (this.towns.has(word) && !town);
    return unused.some(elsewhere) ? null : cost + (last ? 0 : TOWN_NOT_LAST);
  }

  /**
   * Return whether a name is that of another municipality, with "centrum" or the like.
   * @param {number} owner
   * @param {Span} span
   * @returns {boolean}
   */
  namesOtherTown(owner, { head, joined }) {
    const rest = head.filter((word) => !this.nameless.has(word)).join("");
    return rest !== joined && this.towns.has(rest) && this.towns.get(rest) !== this.townOf(owner);
  }

  /**
   * Return what the words around a name cost for one place, and which of them are not used.
   * @param {number} owner
   * @param {Span} span
   * @returns {{ cost: number, unused: string[], common: boolean, fits: boolean }}
   */
  around(owner, { before, after, joined }) {
    const { rules } = this;
    const others = [...before, ...after];
    const has = (words) => others.some((word) => words.has(word));
    const common = has(this.common);
    const noise = has(this.noise) ? rules.SKIPPED_NOISE : 0;
    const cost = common || has(this.middle) ? rules.SKIPPED_COMMON : noise;
    const rest = others.filter((word) => !this.nameless.has(word));
    if (!rest.length) return { cost, unused: [], common, fits: false };
    const { whole, near } = this.contexts[owner];
    const digits = /^\d+$/.test(joined);
    if (whole.has(rest.join(""))) {
      const next = digits ? rules.POSTCODE_FIRST : rules.NEAR;
      return { cost: cost + next, unused: [], common, fits: true };
    }
    const fitting = rest.map((word) => this.fits(word, near));
    const unused = rest.filter((_word, i) => !fitting[i]);
    let worst = Math.max(...fitting);
    if (worst === rules.NEAR_WORD && (unused.length || digits)) {
      worst = digits ? rules.NEAR_DIGITS : rules.NEAR_UNUSED;
    }
    return { cost: cost + worst, unused, common, fits: !unused.length };
  }

  /**
   * Return what a word next to a name costs, if it is of its municipality; 0 if it is not.
   * @param {string} word
   * @param {Set<string>} near
   * @returns {number}
   */
  fits(word, near) {
    if (near.has(word)) return this.rules.NEAR_WORD;
    const most = word.length < FEW ? 0 : Math.min(this.allowed(word), 2);
    const begins = word.length > this.rules.MIN_BEGIN && !/^\d+$/.test(word);
    const close = [...near].some(
      (name) =>
        (begins && name.startsWith(word)) ||
        (most && this.allowed(name) >= most && editsBetween(word, name, most) <= most),
    );
    return close ? this.rules.NEAR_GUESS : 0;
  }

  /**
   * Find the larger places whose names begin like a query but for one typing error.
   * @param {string[]} words
   * @param {Map<number, Hit>} best
   */
  findLoose(words, best) {
    const { MIN_LOOSE, LOOSE, WHOLE } = this.rules;
    const head = words.join("");
    if (head.length < MIN_LOOSE || !this.allowed(head)) return;
    if (this.elsewhere.has(head) || this.isNameless(words)) return;
    this.lettered.forEach((name) => {
      if (name[0] !== head[0] || editsToBeginning(head, name, 1) > 1) return;
      this.owners.get(name)?.forEach((score, owner) => {
        if (score !== WHOLE || !LARGE.has(this.kindOf(owner))) return;
        best.set(owner, { score: LOOSE, partial: false });
      });
    });
  }
}
