// Code blocks: Shiki's tokens as classes instead of inline styles (CSP), marked lines (`{2,4-5}`), and a title
// (```sh title="In a terminal") as the caption of a figure.

import { transformerMetaHighlight } from '@shikijs/transformers';
import type { ShikiTransformer } from 'shiki';

const TOKEN = /--(?:astro-code|shiki)-token-([a-z-]+)/;

const classes: ShikiTransformer = {
  name: 'styles-to-classes',
  span(node) {
    const token = TOKEN.exec(String(node.properties['style'] ?? ''))?.[1];
    delete node.properties['style'];
    if (token) node.properties['class'] = `t-${token}`;
    else if (node.children[0]?.type === 'text') node.properties['class'] = undefined;
  },
  line(node) {
    for (const token of node.children) {
      if (token.type === 'element') delete token.properties['style'];
    }
  },
  pre(node) {
    delete node.properties['style'];
    node.properties['class'] = 'code-text';
  },
};

const figure: ShikiTransformer = {
  name: 'figure-with-title',
  root(root) {
    const title = /title="([^"]*)"/.exec(this.options.meta?.__raw ?? '')?.[1];
    const pre = root.children[0];
    if (pre?.type !== 'element') return;
    const caption = {
      type: 'element' as const,
      tagName: 'figcaption',
      properties: {},
      children: [{ type: 'text' as const, value: title ?? '' }],
    };
    root.children = [
      {
        type: 'element',
        tagName: 'figure',
        properties: { class: 'code' },
        children: title ? [caption, pre] : [pre],
      },
    ];
  },
};

export const codeTransformers = (): ShikiTransformer[] => [
  transformerMetaHighlight({ className: 'marked' }),
  classes,
  figure,
];
