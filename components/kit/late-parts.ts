// The parts of a figure that are needed only after its first press, in one chunk; late.ts brings it and their style.

export { BrokerPicker } from './BrokerPicker.tsx';
export { FailureBox } from './FailureBox.tsx';
export { Inbox } from './Inbox.tsx';
export { Lens } from './Lens.tsx';
export { createLens } from './lens.model.ts';
