// Markdown as the book needs it: column alignment as a class, because an inline style would break the CSP, and the empty
// corner of a table as a plain cell, because a heading without words heads nothing. Code in a line that is too long to stay
// in one piece on a phone is marked `long`.

import { satteri } from '@astrojs/markdown-satteri';

/** In characters: about two thirds of a phone's line. */
const LONGEST_PIECE = 24;

export const markdown = () =>
  satteri({
    hastPlugins: [
      {
        name: 'long-code',
        element: {
          filter: ['code'],
          visit(node, ctx) {
            const text = ctx.textContent(node);
            if (text.length > LONGEST_PIECE && !text.includes('\n'))
              ctx.setProperty(node, 'className', ['long']);
          },
        },
      },
      {
        name: 'table-cells',
        element: {
          filter: ['th', 'td'],
          visit(node, ctx) {
            const { align, style } = node.properties;
            const side = align ?? /text-align:\s*(\w+)/.exec(String(style ?? ''))?.[1];
            if (side) {
              ctx.setProperty(node, 'align', null);
              ctx.setProperty(node, 'style', null);
              ctx.setProperty(node, 'className', [`to-${side}`]);
            }
            if (node.tagName === 'th' && ctx.textContent(node).trim() === '')
              ctx.replaceNode(node, {
                type: 'element',
                tagName: 'td',
                properties: {},
                children: [],
              });
          },
        },
      },
    ],
  });
