// What is stored under the topics that a filter matches? The other way round from `SubscriptionTree`:
// here the names are kept and the filter asks. Made for retained messages.

interface Entry<V> {
  value: V;
  /** Counts up with every new name: the order of insertion. */
  order: number;
}

interface Node<V> {
  /** The next level by its text; absent until there is one. */
  levels: Map<string, Node<V>> | undefined;
  entry: Entry<V> | undefined;
}

export class TopicTree<V> {
  #root: Node<V> = { levels: undefined, entry: undefined };
  #size = 0;
  #order = 0;

  get size(): number {
    return this.#size;
  }

  /** Stores one value per topic name and returns the one before. A name keeps its place when its value changes. */
  set(name: string, value: V): V | undefined {
    let node = this.#root;
    for (const level of name.split('/')) {
      node.levels ??= new Map();
      let child = node.levels.get(level);
      if (child === undefined) {
        child = { levels: undefined, entry: undefined };
        node.levels.set(level, child);
      }
      node = child;
    }
    if (node.entry !== undefined) {
      const before = node.entry.value;
      node.entry.value = value;
      return before;
    }
    node.entry = { value, order: this.#order++ };
    this.#size += 1;
    return undefined;
  }

  get(name: string): V | undefined {
    return this.#walk(name)?.at(-1)?.entry?.value;
  }

  /** Returns the value that was there. */
  delete(name: string): V | undefined {
    const path = this.#walk(name);
    const node = path?.at(-1);
    if (path === undefined || node?.entry === undefined) return undefined;
    const { value } = node.entry;
    node.entry = undefined;
    this.#size -= 1;
    prune(path, name.split('/'));
    return value;
  }

  /** The values under all names that match the topic filter [v5 4.7], in the order the names were first set. */
  matching(filter: string): V[] {
    let nodes: Node<V>[] = [this.#root];
    let first = true;
    for (const level of filter.split('/')) {
      if (level === '#') {
        nodes = below(nodes, first);
        break;
      }
      const next: Node<V>[] = [];
      for (const node of nodes) {
        if (level === '+') for (const child of children(node, first)) next.push(child);
        else pushIfThere(next, node.levels?.get(level));
      }
      nodes = next;
      first = false;
    }
    const entries: Entry<V>[] = [];
    for (const { entry } of nodes) pushIfThere(entries, entry);
    return entries.sort((one, other) => one.order - other.order).map((entry) => entry.value);
  }

  /** The nodes from the root to the name's own, or undefined. */
  #walk(name: string): Node<V>[] | undefined {
    const path = [this.#root];
    let node: Node<V> | undefined = this.#root;
    for (const level of name.split('/')) {
      node = node.levels?.get(level);
      if (node === undefined) return undefined;
      path.push(node);
    }
    return path;
  }
}

/** [MQTT-4.7.2-1] On the first level, wildcards stay away from $ topics. */
function* children<V>(node: Node<V>, first: boolean): Generator<Node<V>> {
  if (node.levels === undefined) return;
  for (const [level, child] of node.levels) if (!first || level[0] !== '$') yield child;
}

/** The nodes themselves (`#` matches the parent too) and all that hangs below them. */
function below<V>(nodes: readonly Node<V>[], first: boolean): Node<V>[] {
  const found = [...nodes];
  // The list grows while it is walked; no recursion, since a name may have 65,535 levels.
  for (let index = 0; index < found.length; index++) {
    const rootLevel = first && index < nodes.length;
    for (const child of children(found[index] as Node<V>, rootLevel)) found.push(child);
  }
  return found;
}

function pushIfThere<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}

/** From the leaf up, as long as nothing hangs on a node. `levels[i]` leads from `path[i]` to `path[i + 1]`. */
function prune<V>(path: readonly Node<V>[], levels: readonly string[]): void {
  for (let depth = levels.length; depth > 0; depth--) {
    const node = path[depth] as Node<V>;
    if (node.levels !== undefined || node.entry !== undefined) return;
    const parent = path[depth - 1] as Node<V>;
    parent.levels?.delete(levels[depth - 1] as string);
    if (parent.levels?.size === 0) parent.levels = undefined;
  }
}
