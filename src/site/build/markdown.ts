// Markdown as the book needs it: column alignment as a class, because an inline style would break the CSP.

import { satteri } from '@astrojs/markdown-satteri';

const alignmentAsClass = {
  name: 'alignment-as-class',
  element: {
    filter: ['th', 'td'],
    // biome-ignore lint/suspicious/noExplicitAny: the plugin context's type belongs to a package that is not ours to import
    visit(node: any, ctx: any) {
      const align =
        node.properties?.align ?? /text-align:\s*(\w+)/.exec(node.properties?.style)?.[1];
      if (!align) return;
      ctx.setProperty(node, 'align', null);
      ctx.setProperty(node, 'style', null);
      ctx.setProperty(node, 'className', [`to-${align}`]);
    },
  },
};

export const markdown = () => satteri({ hastPlugins: [alignmentAsClass] });
