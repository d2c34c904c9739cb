// Stands in for `lru-cache`, of which MQTT.js uses a bounded map of topic aliases:
// `get` makes a key young again, `keys` goes from young to old.
export class LRUCache<K, V> {
  readonly max: number;
  readonly #entries = new Map<K, V>();

  constructor(options: { max: number }) {
    this.max = options.max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: K, value: V): this {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.max && !oldest.done) this.#entries.delete(oldest.value);
    return this;
  }

  keys(): IterableIterator<K> {
    return [...this.#entries.keys()].reverse().values();
  }

  clear(): void {
    this.#entries.clear();
  }
}
