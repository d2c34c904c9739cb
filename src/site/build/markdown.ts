// Markdown as the book needs it: column alignment as a class, because an inline style would break the CSP, and the empty
// corner of a table as a plain cell, because a heading without words heads nothing.

import { satteri } from '@astrojs/markdown-satteri';

export const markdown = () =>
  satteri({
    hastPlugins: [
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
