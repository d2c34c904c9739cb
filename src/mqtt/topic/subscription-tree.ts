// Who listens to this topic? A tree with one step per topic level: matching walks only along branches that
// begin like the name, so subscriptions elsewhere cost nothing, however many there are.
//
//     home/+/temp, home/#      root ── home ── + ── temp •
//                                       └ # •
//
// It is an index, not state: whoever takes snapshots rebuilds it from the subscriptions.

interface Node<V> {
  /** The next level by its text; absent until there is one. */
  levels: Map<string, Node<V>> | undefined;
  plus: Node<V> | undefined;
  /** Values of filters that end here, by key. */
  here: Map<string, V> | undefined;
  /** Values of filters that end in `#` right below here, by key. */
  hash: Map<string, V> | undefined;
}

export class SubscriptionTree<V> {
  #root: Node<V> = emptyNode();
  #size = 0;

  /** How many subscriptions there are. */
  get size(): number {
    return this.#size;
  }

  /** One value per filter and key; returns the value it replaces. `filter` must be well formed and not shared. */
  add(filter: string, key: string, value: V): V | undefined {
    let node = this.#root;
    for (const level of filter.split('/')) {
      if (level === '#') {
        node.hash ??= new Map();
        return this.#put(node.hash, key, value);
      }
      node = level === '+' ? plusLevel(node) : textLevel(node, level);
    }
    node.here ??= new Map();
    return this.#put(node.here, key, value);
  }

  /** Returns the value that was there. Branches that lead nowhere are cut off. */
  remove(filter: string, key: string): V | undefined {
    const levels = filter.split('/');
    const path: Node<V>[] = [this.#root];
    let node: Node<V> | undefined = this.#root;
    const endsInHash = levels[levels.length - 1] === '#';
    if (endsInHash) levels.pop();
    for (const level of levels) {
      node = level === '+' ? node.plus : node.levels?.get(level);
      if (node === undefined) return undefined;
      path.push(node);
    }
    const values = endsInHash ? node.hash : node.here;
    const value = values?.get(key);
    if (values === undefined || !values.delete(key)) return undefined;
    this.#size -= 1;
    if (values.size === 0) {
      if (endsInHash) node.hash = undefined;
      else node.here = undefined;
      prune(path, levels);
    }
    return value;
  }

  /**
   * The value of every filter that matches the topic name; a key with several matching filters comes once
   * for each. The order is always the same for the same history.
   */
  match(name: string): V[] {
    const found: V[] = [];
    let nodes: Node<V>[] = [this.#root];
    // [MQTT-4.7.2-1] On the first level, wildcards stay away from $ topics.
    let wildcards = name[0] !== '$';
    let start = 0;
    for (;;) {
      const slash = name.indexOf('/', start);
      const level = slash === -1 ? name.slice(start) : name.slice(start, slash);
      const next: Node<V>[] = [];
      for (const node of nodes) {
        if (wildcards) {
          if (node.hash !== undefined) collect(node.hash, found);
          if (node.plus !== undefined) next.push(node.plus);
        }
        const child = node.levels?.get(level);
        if (child !== undefined) next.push(child);
      }
      if (next.length === 0) return found;
      nodes = next;
      if (slash === -1) break;
      wildcards = true;
      start = slash + 1;
    }
    for (const node of nodes) {
      if (node.here !== undefined) collect(node.here, found);
      // `sport/#` also matches the parent, `sport`. [v5 4.7.1.2]
      if (node.hash !== undefined) collect(node.hash, found);
    }
    return found;
  }

  #put(values: Map<string, V>, key: string, value: V): V | undefined {
    const before = values.get(key);
    if (!values.has(key)) this.#size += 1;
    values.set(key, value);
    return before;
  }
}

function emptyNode<V>(): Node<V> {
  return { levels: undefined, plus: undefined, here: undefined, hash: undefined };
}

function plusLevel<V>(node: Node<V>): Node<V> {
  node.plus ??= emptyNode();
  return node.plus;
}

function textLevel<V>(node: Node<V>, level: string): Node<V> {
  node.levels ??= new Map();
  let child = node.levels.get(level);
  if (child === undefined) {
    child = emptyNode();
    node.levels.set(level, child);
  }
  return child;
}

function collect<V>(values: Map<string, V>, found: V[]): void {
  for (const value of values.values()) found.push(value);
}

/** From the leaf up, as long as nothing hangs on a node. `levels[i]` leads from `path[i]` to `path[i + 1]`. */
function prune<V>(path: readonly Node<V>[], levels: readonly string[]): void {
  for (let depth = levels.length; depth > 0; depth--) {
    const { levels: below, plus, here, hash } = path[depth] as Node<V>;
    if (below !== undefined || plus !== undefined || here !== undefined || hash !== undefined)
      return;
    const parent = path[depth - 1] as Node<V>;
    const level = levels[depth - 1] as string;
    if (level === '+') {
      parent.plus = undefined;
    } else {
      parent.levels?.delete(level);
      if (parent.levels?.size === 0) parent.levels = undefined;
    }
  }
}
