import { expect, it } from 'vitest';
import { stackedTable } from './stacked-table.ts';

const table = (heads: string, ...rows: string[]) =>
  `<thead><tr>${heads}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody>`;

it('leaves a table of two columns as it is', () => {
  expect(stackedTable(table('<th>A</th><th>B</th>', '<td>1</td><td>2</td>'))).toBeUndefined();
});

it('gives every cell the name of its column, and none where the column has none', () => {
  const html = stackedTable(
    table(
      '<td></td><th><code>A</code></th><th class="to-right">B "b"</th>',
      '<td>x</td><td>1</td><td class="to-right">2</td>',
      '<td>y</td><td>3</td><td>4</td>',
    ),
  );
  expect(html?.match(/<tbody[\s\S]*/)?.[0]).toBe(
    '<tbody role="rowgroup">' +
      '<tr role="row"><td role="cell">x</td><td role="cell" data-label="A">1</td><td role="cell" data-label="B &quot;b&quot;" class="to-right">2</td></tr>' +
      '<tr role="row"><td role="cell">y</td><td role="cell" data-label="A">3</td><td role="cell" data-label="B &quot;b&quot;">4</td></tr>' +
      '</tbody>',
  );
});

it('says what is what', () => {
  const html = stackedTable(table('<th>A</th><th>B</th><th>C</th>', '<td>1</td>'));
  expect(html).toContain('<thead role="rowgroup"><tr role="row"><th role="columnheader">A</th>');
});
