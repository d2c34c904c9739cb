// Only on `/`: the language chosen before, else the first of the browser's that the book has, else the first link.

import { saved } from './saved.ts';

const links = [...document.querySelectorAll<HTMLAnchorElement>('main a[data-language]')];
const wishes = [saved('language'), ...navigator.languages];
const wished = wishes
  .map((wish) =>
    links.find((link) => wish?.toLowerCase().split('-')[0] === link.dataset['language']),
  )
  .find((link) => link !== undefined);
const link = wished ?? links[0];
if (link) location.replace(link.href);
