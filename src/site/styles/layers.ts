// The order of the cascade layers, later ones win. It stands in the head of every page before any style sheet, because which
// sheet comes first differs from page to page.

export const layerOrder = '@layer tokens, base, prose, code, shell, figures, print;';
