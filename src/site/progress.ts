// What the reader has opened and read to the end. It stays on the device, under one key with a version. Reading and writing
// may both fail (private windows, full or forbidden storage): then the book simply does not remember, and nothing breaks.

const KEY = 'hello-mqtt.progress';
const VERSION = 1;

export type Mark = 'visited' | 'read';
export type Progress = Readonly<Record<string, Mark>>;
type Store = Pick<Storage, 'getItem' | 'setItem'>;

/** Chapters by `part/chapter`. A record of another version, or one that is damaged, counts as none. */
export function readProgress(store: () => Store): Progress {
  try {
    const saved: unknown = JSON.parse(store().getItem(KEY) ?? 'null');
    if (!isSaved(saved)) return {};
    return Object.fromEntries(
      Object.entries(saved.chapters).filter(([, mark]) => mark === 'visited' || mark === 'read'),
    );
  } catch {
    // No storage, or not JSON. The reader loses the filled stops, nothing else.
    return {};
  }
}

/** A chapter that was read stays read when it is visited again. */
export function markChapter(store: () => Store, id: string, mark: Mark): Progress {
  const before = readProgress(store);
  if (before[id] === mark || before[id] === 'read') return before;
  const chapters = { ...before, [id]: mark };
  try {
    store().setItem(KEY, JSON.stringify({ version: VERSION, chapters }));
  } catch {
    // Storage is full or forbidden. This page still shows the mark; the next one will not.
  }
  return chapters;
}

function isSaved(value: unknown): value is { version: number; chapters: Record<string, Mark> } {
  if (typeof value !== 'object' || value === null) return false;
  const saved = value as { version?: unknown; chapters?: unknown };
  return saved.version === VERSION && typeof saved.chapters === 'object' && saved.chapters !== null;
}
