// The head of every bench: lamp, which broker, how it is reached, under which client id.

import { choiceName, portOf } from './broker-choice.ts';
import type { ConnectionModel } from './connection.model.ts';
import { fill } from './fill.ts';
import type { KitWords } from './words.ts';

const LAMPS = {
  idle: 'off',
  left: 'off',
  loading: 'busy',
  opening: 'busy',
  greeting: 'busy',
  connected: 'on',
  waiting: 'lost',
  failed: 'failed',
} as const;

interface Props {
  connection: ConnectionModel;
  words: KitWords;
  open: boolean;
  pickerId: string;
  toggle(): void;
  asleep: boolean;
}

export function BenchHead({ connection, words, open, pickerId, toggle, asleep }: Props) {
  const chosen = connection.chosen.value;
  const lamp = LAMPS[connection.state.value.phase];
  const ms = connection.greetingMs.value;
  const place = chosen.local ? words.head.local : words.head[chosen.kind];
  const where = fill(place, { port: portOf(chosen) });
  return (
    <header class="bench-head">
      <p class="bench-broker">
        <span class={`lamp lamp-${lamp}`} role="img" aria-label={words.lamp[lamp]} />
        <strong>{choiceName(chosen, words.broker)}</strong>
        <span class="note">
          {connection.connected.value && ms !== undefined
            ? fill(words.head.greeted, { place: where, ms: Math.round(ms) })
            : where}
        </span>
      </p>
      <p class="bench-client">
        <span class="note">
          {fill(words.head.client, { version: connection.version.value === 5 ? '5' : '3.1.1' })}{' '}
          <code>{connection.clientId.value}</code>
        </span>
        <button
          type="button"
          class="btn ghost small"
          aria-expanded={open}
          aria-controls={pickerId}
          disabled={asleep}
          onClick={toggle}
        >
          {open ? words.head.close : words.head.change}
        </button>
      </p>
    </header>
  );
}
