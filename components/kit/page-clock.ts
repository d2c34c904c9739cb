// The clock of the page, for views: they hand it to their model and never read it themselves.
export { wallClock as pageClock } from '#session/clock.ts';
