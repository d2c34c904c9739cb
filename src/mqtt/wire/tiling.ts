// What dissections promise about their fields, as a check that tests put to every frame they meet.

import type { Field } from './field.ts';

/** The fields that have no children, in the order of the bytes. */
export function leaves(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => (field.children ? leaves(field.children) : [field]));
}

/** The first place where the leaves leave a gap or overlap, or where a group does not span its children; undefined if all is well. */
export function tilingFault(fields: readonly Field[], length: number): string | undefined {
  let at = 0;
  let bit = 7;
  for (const { name, start, end, bits } of leaves(fields)) {
    if (start !== at) return `${name} starts at ${start}, not ${at}`;
    if (bits === undefined) {
      if (end <= start || bit !== 7) return `${name} is empty or cuts a flag byte`;
      at = end;
      continue;
    }
    if (end !== start + 1 || bits.from !== bit || bits.to > bits.from) {
      return `${name} has bits ${bits.from} to ${bits.to}, not from ${bit}`;
    }
    bit = bits.to === 0 ? 7 : bits.to - 1;
    if (bits.to === 0) at = end;
  }
  if (at !== length || bit !== 7) return `the leaves end at ${at}, not ${length}`;
  return spanFault(fields);
}

function spanFault(fields: readonly Field[]): string | undefined {
  for (const { name, start, end, children } of fields) {
    if (children === undefined) continue;
    const first = children[0];
    const last = children.at(-1);
    if (first?.start !== start || last?.end !== end) return `${name} does not span its children`;
    const fault = spanFault(children);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
