// Stands in for `abort-controller`: the platform's own.
export const AbortController = globalThis.AbortController;
export const AbortSignal = globalThis.AbortSignal;
