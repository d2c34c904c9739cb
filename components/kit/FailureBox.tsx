// Why there is no connection, in four parts, where the reader is looking, and the ways on from it.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BrokerChoice } from './broker-choice.ts';
import type { Attempt, ConnectionModel } from './connection.model.ts';
import { failureValues } from './failure-values.ts';
import { fill } from './fill.ts';
import type { LateKitWords } from './words.ts';

interface Props {
  connection: ConnectionModel;
  words: LateKitWords;
  useInstead(choiceId: string): void;
  useNewClientId(): void;
}

export function FailureBox({ connection, words, useInstead, useNewClientId }: Props) {
  const failure = connection.failure.value;
  const state = connection.state.value;
  const attempts = connection.attempts.value;
  const last = attempts.at(-1);
  if (connection.busy.value && last) {
    return (
      <div class="failure-line" role="status">
        <p>
          {fill(words.failure.trying, {
            failed: last.choice.name,
            broker: connection.chosen.value.name,
          })}
        </p>
        <button type="button" class="btn ghost" onClick={() => useInstead('sandbox')}>
          {words.failure.useSandbox}
        </button>
      </div>
    );
  }
  if (connection.connected.value && last) {
    const values = { failed: last.choice.name, broker: connection.chosen.value.name };
    return <p class="failure-line">{fill(words.failure.movedOn, values)}</p>;
  }
  if (failure === undefined || connection.busy.value) return null;
  const kind = words.failure.kinds[failure.kind];
  if (kind === undefined) return null;
  const values = failureValues(failure);
  const parts = ['happened', 'means', 'cause', 'next'] as const;
  const waiting = state.phase === 'waiting' ? state : undefined;
  // Lost, and trying again by itself at this moment.
  const retrying = waiting === undefined && state.phase !== 'failed';
  const host = connection.choices.value.find((choice) => choice.kind === 'host');
  const offersSandbox =
    connection.chosen.value.kind !== 'sandbox' &&
    (waiting === undefined || waiting.attempt >= 3) &&
    !retrying;
  const clash = failure.kind === 'taken-over' || failure.kind === 'duel';
  return (
    <div class="failure" role="alert">
      <dl>
        {parts.map((part) => (
          <div key={part}>
            <dt>{words.failure[part]}</dt>
            <dd>{fill(kind[part], values)}</dd>
          </div>
        ))}
        {attempts.length > 1 ? <Tried attempts={attempts} label={words.failure.tried} /> : null}
      </dl>
      <Ways>
        {clash ? (
          <button type="button" class="btn primary" onClick={useNewClientId}>
            {words.failure.newClientId}
          </button>
        ) : null}
        {!clash &&
        waiting === undefined &&
        !retrying &&
        host &&
        connection.chosen.value.id !== 'host' ? (
          <button type="button" class="btn primary" onClick={() => useInstead('host')}>
            {host.local ? words.failure.useLocal : fill(words.failure.useHost, { name: host.name })}
          </button>
        ) : null}
        {offersSandbox && !clash ? (
          <button
            type="button"
            class={waiting || host || failure.kind === 'wrong-path' ? 'btn ghost' : 'btn primary'}
            onClick={() => useInstead('sandbox')}
          >
            {words.failure.useSandbox}
          </button>
        ) : null}
        {failure.kind === 'wrong-path' && connection.chosen.value.kind === 'own' ? (
          <button type="button" class="btn primary" onClick={() => void connection.useOtherPath()}>
            {fill(words.failure.usePath, values)}
          </button>
        ) : null}
        {waiting ? (
          <button type="button" class="btn ghost" onClick={() => connection.tryNow()}>
            {words.failure.tryNow}
          </button>
        ) : null}
        {waiting === undefined && !retrying ? (
          <button type="button" class="btn ghost" onClick={() => void connection.connect()}>
            {words.failure.tryAgain}
          </button>
        ) : null}
        {retrying ? <span class="note">{words.failure.retrying}</span> : null}
        {waiting && waiting.attempt > 1 ? (
          <span class="note">{fill(words.failure.attemptFailed, { n: waiting.attempt - 1 })}</span>
        ) : null}
        {waiting ? <Countdown until={waiting.retryAt} template={words.failure.retryIn} /> : null}
      </Ways>
    </div>
  );
}

const Ways = ({ children }: { children: ComponentChildren }) => (
  <div class="failure-ways">{children}</div>
);

function Tried({ attempts, label }: { attempts: readonly Attempt[]; label: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{attempts.map(({ choice }: { choice: BrokerChoice }) => choice.name).join(' · ')}</dd>
    </div>
  );
}

/** Seconds until the next attempt, once a second, outside the alert's announcements. */
function Countdown({ until, template }: { until: number; template: string }) {
  const left = () => Math.max(0, Math.ceil((until - performance.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <span class="note" aria-live="off">
      {fill(template, { seconds })}
    </span>
  );
}
