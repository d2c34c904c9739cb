// What the first frames of figures share, in few chunks: a file of a hundred bytes costs a request and compresses badly.
// Nothing that comes only with the first press may be in here; the budgets test would notice.

export const figureChunks = [
  // The shell's search needs it too, and must not fetch a figure for it.
  { name: 'load', test: /vite[\\/]preload-helper/, priority: 3 },
  { name: 'preact', test: /node_modules[\\/](@preact|preact)[\\/]/, priority: 2 },
  {
    name: 'kit',
    priority: 1,
    test: /components[\\/]kit[\\/](Capsule|announcer|bounded|fill|pace|page-clock|tape\.model)\.tsx?|session[\\/]clock\.ts|wire[\\/]packet-types\.ts/,
  },
  {
    name: 'talk',
    test: /components[\\/](kit[\\/](BenchHead|Tape|broker-choice|connection\.model|inbox\.model|late|page-wires|plain-text|time)\.tsx?|hello-world[\\/])|session[\\/](failure|public-brokers)\.ts/,
  },
];
