// Locales and integrations only. What they do is in src/site/build.
import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { hostBrokerPlugin } from './src/server/host-broker-plugin.ts';
import { mqttAliases } from './src/session/mqtt-aliases.ts';
import { codeTransformers } from './src/site/build/code-blocks.ts';
import { contentSecurityPolicy } from './src/site/build/content-security-policy.ts';
import { figureChunks } from './src/site/build/figure-chunks.ts';
import { markdown } from './src/site/build/markdown.ts';
import { ownHashes } from './src/site/build/own-hashes.ts';
import { searchIndex } from './src/site/build/search-index.ts';
import { languages, languageTags, originalLanguage } from './src/site/languages.ts';
import { site } from './src/site/site.ts';

export default defineConfig({
  site: site.origin,
  base: site.base,
  trailingSlash: 'always',
  // One request less before the first paint.
  build: { inlineStylesheets: 'always' },
  i18n: {
    locales: [...languages],
    defaultLocale: originalLanguage,
    routing: { prefixDefaultLocale: true, redirectToDefaultLocale: false },
  },
  integrations: [
    mdx(),
    preact(),
    sitemap({
      // `/` only sends the reader on to a language.
      filter: (page) => new URL(page).pathname !== site.base,
      i18n: { defaultLocale: originalLanguage, locales: languageTags },
    }),
    searchIndex(),
    ownHashes(),
  ],
  markdown: {
    processor: markdown(),
    shikiConfig: { theme: 'css-variables', transformers: codeTransformers() },
  },
  security: { csp: contentSecurityPolicy() },
  devToolbar: { enabled: false },
  vite: {
    plugins: [hostBrokerPlugin()],
    resolve: { alias: mqttAliases },
    // Every MDX file prints this warning until withastro/astro#18087 is mended.
    build: { rolldownOptions: { checks: { moduleLevelDirective: false } } },
    environments: {
      client: {
        build: { rolldownOptions: { output: { codeSplitting: { groups: figureChunks } } } },
      },
    },
  },
});
