// When must the broker be woken? A heap of (time, subject), corrected only at its top.
// Deadlines live in the state. Most move later all the time (each packet puts off the keep-alive), so a moved
// deadline does not touch the heap: an entry may be too early, never too late. When it comes to the top, the true
// deadline is asked for; the entry is dropped, sunk or believed. Equal times are ordered by name, so that a broker
// restored from a snapshot wakes its subjects in the same order.

/** 'c' + line, 's' + client id, 'r' + retained topic, 'y': `$SYS`. */
export type Subject = string;

interface Entry {
  at: number;
  subject: Subject;
}

const earlier = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.subject < b.subject);

export class Alarms {
  readonly #heap: Entry[] = [];
  /** Earliest entry of each subject: no second one is needed for a later deadline. */
  readonly #earliest = new Map<Subject, number>();
  readonly #deadlineOf: (subject: Subject) => number | undefined;

  constructor(deadlineOf: (subject: Subject) => number | undefined) {
    this.#deadlineOf = deadlineOf;
  }

  /** Call when a subject got a deadline, or an earlier one. Later ones need no call. */
  set(subject: Subject, at: number): void {
    const known = this.#earliest.get(subject);
    if (known !== undefined && known <= at) return;
    this.#earliest.set(subject, at);
    this.#heap.push({ at, subject });
    this.#rise(this.#heap.length - 1);
  }

  /** The exact time of the next alarm. */
  next(): number | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      const truth = this.#deadlineOf(top.subject);
      if (truth === top.at) return truth;
      if (truth === undefined || truth < top.at) {
        this.#drop();
      } else {
        if (this.#earliest.get(top.subject) === top.at) this.#earliest.set(top.subject, truth);
        top.at = truth;
        this.#sink(0);
      }
    }
    return undefined;
  }

  /** Takes out the first subject whose time has come. */
  takeDue(now: number): Subject | undefined {
    const at = this.next();
    if (at === undefined || at > now) return undefined;
    const subject = this.#heap[0]?.subject;
    this.#drop();
    return subject;
  }

  #drop(): void {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (top === undefined || last === undefined) return;
    if (this.#earliest.get(top.subject) === top.at) this.#earliest.delete(top.subject);
    if (last === top) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(index: number): void {
    const heap = this.#heap;
    const entry = heap[index] as Entry;
    let at = index;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!earlier(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  #sink(index: number): void {
    const heap = this.#heap;
    const entry = heap[index] as Entry;
    let at = index;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && earlier(heap[right] as Entry, heap[child] as Entry)) child = right;
      const below = heap[child] as Entry;
      if (!earlier(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}
