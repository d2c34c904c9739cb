// What a figure keeps of an endless stream: the newest, a named number of them, and how many went.

export interface Bounded<T> {
  readonly items: readonly T[];
  readonly leftOut: number;
}

export const nothing: Bounded<never> = { items: [], leftOut: 0 };

/** Oldest first. */
export function append<T>(kept: Bounded<T>, more: readonly T[], limit: number): Bounded<T> {
  const surplus = Math.max(0, kept.items.length + more.length - limit);
  const fromOld = Math.min(surplus, kept.items.length);
  return {
    items: [...kept.items.slice(fromOld), ...more.slice(surplus - fromOld)],
    leftOut: kept.leftOut + surplus,
  };
}
