/**
 * A small memory of the last answers: when it is full, what was used longest ago goes.
 * @template Value
 */
export class Lru {
  /** @type {Map<string, Value>} in order of use, oldest first */
  #entries = new Map();

  /** @param {number} capacity */
  constructor(capacity) {
    this.capacity = capacity;
  }

  get size() {
    return this.#entries.size;
  }

  /** @param {string} key @returns {Value | undefined} */
  get(key) {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** @param {string} key @param {Value} value */
  set(key, value) {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.capacity) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest);
  }

  /** @param {string} key */
  delete(key) {
    this.#entries.delete(key);
  }
}
