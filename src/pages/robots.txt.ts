import type { APIRoute } from 'astro';
import { absolute, pathTo } from '#site/addresses.ts';

export const GET: APIRoute = () =>
  new Response(`User-agent: *\nAllow: /\n\nSitemap: ${absolute(pathTo('sitemap-index.xml'))}\n`);
