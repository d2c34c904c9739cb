import { describe, expect, it } from 'vitest';
import { markChapter, readProgress } from './progress.ts';

function memory(first?: string) {
  const kept = new Map<string, string>(first === undefined ? [] : [['hello-mqtt.progress', first]]);
  return () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
}
const forbidden = () => {
  throw new Error('SecurityError');
};

describe('progress', () => {
  it('remembers a visit, then the reading', () => {
    const store = memory();
    markChapter(store, 'start/a', 'visited');
    expect(readProgress(store)).toEqual({ 'start/a': 'visited' });
    markChapter(store, 'start/a', 'read');
    expect(readProgress(store)).toEqual({ 'start/a': 'read' });
  });

  it('never turns a read chapter back into a visited one', () => {
    const store = memory();
    markChapter(store, 'start/a', 'read');
    markChapter(store, 'start/a', 'visited');
    expect(readProgress(store)).toEqual({ 'start/a': 'read' });
  });

  it.each([
    'not json',
    '{"version":99,"chapters":{"a":"read"}}',
    '{"version":1,"chapters":null}',
    '[]',
  ])('begins anew where the record is %s', (record) => {
    expect(readProgress(memory(record))).toEqual({});
  });

  it('drops marks that it does not know', () => {
    const record = '{"version":1,"chapters":{"a":"read","b":"devoured"}}';
    expect(readProgress(memory(record))).toEqual({ a: 'read' });
  });

  it('shrugs off a storage that cannot be reached', () => {
    expect(readProgress(forbidden)).toEqual({});
    expect(markChapter(forbidden, 'start/a', 'visited')).toEqual({ 'start/a': 'visited' });
  });

  it('shrugs off a storage that is full', () => {
    const full = () => ({ getItem: () => null, setItem: forbidden });
    expect(markChapter(full, 'start/a', 'visited')).toEqual({ 'start/a': 'visited' });
  });
});
