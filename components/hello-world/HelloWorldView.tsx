// Draws Hello World. Knows no protocol: it shows the model's signals and presses its actions.
import type { JSX } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { BenchHead } from '../kit/BenchHead.tsx';
import { type BrokerKind, choiceName } from '../kit/broker-choice.ts';
import { fill } from '../kit/fill.ts';
import type { InboxWords } from '../kit/Inbox.tsx';
import { type Late, loadLate } from '../kit/late.ts';
import { pageWires } from '../kit/page-wires.ts';
import { Tape } from '../kit/Tape.tsx';
import type { KitWords, LateKitWords } from '../kit/words.ts';
import {
  createHelloWorld,
  type FieldProblem,
  type HelloWorldModel,
  LARGEST_PAYLOAD,
  type Outcome,
  type Step,
} from './hello-world.model.ts';
import { stillWires } from './still-wires.ts';

type Texts<K extends string> = Record<K, string>;

export interface HelloWorldWords
  extends Texts<'label' | 'publicNote' | 'sandboxNote' | 'otherNote'> {
  connect: Texts<'title' | 'name' | 'nameValue' | 'button' | 'busy' | 'cancel' | 'disconnect'>;
  subscribe: Texts<'title' | 'filter' | 'button' | 'busy' | 'unsubscribe' | 'granted' | 'again'>;
  publish: Texts<'title' | 'message' | 'button' | 'sent' | 'back'>;
  inbox: Texts<'title' | 'empty' | 'emptyStart' | 'emptyConnected' | 'unheard'>;
}

/** What comes with the first press: all words of the figure, those of the first frame among them. */
interface LateWords {
  kit: KitWords & LateKitWords;
  helloWorld: HelloWorldWords & {
    problem: Record<FieldProblem, string>;
    said: Record<string, string>;
    inbox: InboxWords;
  };
}

interface Props {
  /** Those of the first frame; a press fetches the rest before it does anything that needs them. */
  words: HelloWorldWords;
  kit: KitWords;
  language: string;
  /** The path the site is served under, with a slash at its end. */
  base: string;
}

export function HelloWorldView({ words: firstWords, kit: firstKit, language, base }: Props) {
  const id = useId();
  // At build time there is no page: the first frame is drawn from fixed values. In the page the same
  // first frame is drawn again, then the figure wakes with values of its own.
  const [model, setModel] = useState(() =>
    createHelloWorld(stillWires, { connectionName: firstWords.connect.nameValue }),
  );
  const [awake, setAwake] = useState(false);
  const [picking, setPicking] = useState(false);
  useEffect(() => {
    const live = createHelloWorld(pageWires(base), {
      connectionName: firstWords.connect.nameValue,
    });
    setModel(live);
    setAwake(true);
    void live.connection.wake();
    const leave = () => live.connection.disconnect();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      live.dispose();
    };
  }, [base, firstWords]);
  const [late, setLate] = useState<Late<LateWords>>();
  const [noLate, setNoLate] = useState(false);
  const [fetching, setFetching] = useState(false);
  const words = late?.words.helloWorld ?? firstWords;
  const kit = late?.words.kit ?? firstKit;
  /** Does what was pressed as soon as the late parts are here, or says that they are not. */
  const withLate = async (act: () => void) => {
    if (late) return act();
    if (fetching) return;
    setNoLate(false);
    setFetching(true);
    try {
      setLate(await loadLate<LateWords>(base, language));
      act();
    } catch {
      setNoLate(true);
    }
    setFetching(false);
  };
  const bench = useRef<HTMLElement>(null);
  const pressed = useRef(false);
  const lens = useMemo(() => late?.createLens(model.tape), [late, model]);
  useEffect(() => () => lens?.dispose(), [lens]);
  // A press on Connect in the picker that its address stops must not end in silence.
  const ownProblem = model.connection.ownProblem.value;
  useEffect(() => {
    if (ownProblem) setPicking(true);
  }, [ownProblem]);
  useEffect(() => {
    if (ownProblem && picking)
      bench.current?.querySelector<HTMLElement>('.picker-own input')?.focus();
  }, [ownProblem, picking]);

  // Whoever pressed a step is taken to the next one: Enter, Enter, Enter is the whole walk.
  const step = model.nextStep.value;
  useEffect(() => {
    if (!pressed.current) return;
    pressed.current = false;
    bench.current?.querySelector<HTMLElement>(`.step-${step} [type="submit"]`)?.focus();
  }, [step]);

  // A press that ended in a failure leads to the way out of it.
  const stuck = model.connection.failure.value !== undefined && !model.connection.busy.value;
  useEffect(() => {
    if (!stuck || !pressed.current) return;
    pressed.current = false;
    const box = bench.current?.querySelector<HTMLElement>('.failure');
    box?.scrollIntoView({ block: 'nearest' });
    box?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  }, [stuck, late]);
  const closeLens = () => {
    bench.current?.querySelector<HTMLElement>('.tape [aria-pressed="true"]')?.focus();
    model.tape.select(undefined);
  };

  const { connection } = model;
  const connected = connection.connected.value;
  useEffect(() => {
    if (connected) setPicking(false);
  }, [connected]);
  const chosen = connection.chosen.value;
  const said = model.announcer.said.value;
  const problem = late?.words.helloWorld.problem;
  const pickerId = `${id}-picker`;
  const lensId = `${id}-lens`;
  return (
    <section
      ref={bench}
      class="bench hello"
      aria-label={words.label}
      data-awake={awake}
      onSubmit={() => {
        pressed.current = true;
      }}
    >
      <BenchHead
        connection={connection}
        words={kit}
        open={picking}
        pickerId={pickerId}
        toggle={() => void withLate(() => setPicking(!picking))}
        asleep={!awake}
      />
      {picking && late ? (
        <late.BrokerPicker
          id={pickerId}
          connection={connection}
          words={late.words.kit}
          names={kit.broker}
          close={() => setPicking(false)}
        />
      ) : null}
      <div class="steps">
        <ConnectStep
          model={model}
          words={words}
          awake={awake}
          fetching={fetching}
          connect={() => void withLate(() => void connection.connect())}
        />
        {late ? (
          <late.FailureBox
            connection={connection}
            words={late.words.kit}
            useInstead={(choice) => {
              pressed.current = true;
              void model.useInstead(choice);
            }}
            useNewClientId={() => {
              pressed.current = true;
              void model.useNewClientId();
            }}
          />
        ) : null}
        {noLate ? (
          <p class="failure-line" role="alert">
            {kit.noLate}
          </p>
        ) : null}
        <SubscribeStep model={model} words={words} problem={problem} awake={awake} />
        <PublishStep model={model} words={words} problem={problem} awake={awake} />
      </div>
      <section class="inbox" aria-label={words.inbox.title}>
        {late && model.inbox.total.value > 0 ? (
          <late.Inbox inbox={model.inbox} words={late.words.helloWorld.inbox} language={language} />
        ) : (
          <p class="inbox-empty">{emptyText(model, words, connected)}</p>
        )}
      </section>
      <Tape tape={model.tape} words={kit} language={language} lensId={lensId} />
      {late && lens ? (
        <late.Lens
          id={lensId}
          lens={lens}
          close={closeLens}
          words={late.words.kit}
          language={language}
        />
      ) : (
        <div id={lensId} hidden />
      )}
      <p class="bench-foot note">{footNote(chosen.kind, words)}</p>
      <p class="only-heard" role="status">
        {said
          ? fill(late?.words.helloWorld.said[said.key] ?? '', {
              ...said.values,
              ...(said.key === 'connected' ? { broker: choiceName(chosen, kit.broker) } : {}),
            })
          : ''}
      </p>
    </section>
  );
}

interface StepProps {
  /** Fetched with the first press, long before anything can be wrong. */
  problem?: Record<FieldProblem, string> | undefined;
  model: HelloWorldModel;
  words: HelloWorldWords;
  awake: boolean;
}

interface ConnectProps extends StepProps {
  /** The late parts are on their way. */
  fetching: boolean;
  connect(): void;
}

function ConnectStep({ model, words: { connect: words }, awake, fetching, connect }: ConnectProps) {
  const { connection } = model;
  const { phase } = connection.state.value;
  const busy = connection.busy.value || fetching;
  const up = phase === 'connected' || phase === 'waiting';
  const id = useId();
  return (
    <StepFrame
      n={1}
      step="connect"
      model={model}
      done={connection.connected.value}
      title={words.title}
      act={() => (up || busy ? undefined : connect())}
    >
      <label for={id}>{words.name}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        maxLength={60}
        value={model.connectionName.value}
        disabled={!awake}
        onInput={({ currentTarget }) => model.setConnectionName(currentTarget.value)}
      />
      <div class="step-act">
        {up ? (
          <button
            key="disconnect"
            type="button"
            class="btn ghost"
            onClick={() => connection.disconnect()}
          >
            {words.disconnect}
          </button>
        ) : busy ? (
          <>
            <button type="button" class="btn primary k-connect" aria-disabled="true">
              {words.busy}
            </button>
            <button type="button" class="btn ghost" onClick={() => connection.disconnect()}>
              {words.cancel}
            </button>
          </>
        ) : (
          // Keys keep the buttons apart: one that turned into another under a press would submit.
          <button
            key="connect"
            type="submit"
            class={connection.failure.value ? 'btn ghost' : 'btn primary k-connect'}
            disabled={!awake}
          >
            {words.button}
          </button>
        )}
      </div>
    </StepFrame>
  );
}

function SubscribeStep({ model, words: { subscribe: words }, problem, awake }: StepProps) {
  const subscription = model.subscription.value;
  const connected = model.connection.connected.value;
  const wrong = model.filterProblem.value;
  const id = useId();
  return (
    <StepFrame
      n={2}
      step="subscribe"
      model={model}
      done={subscription !== undefined && connected}
      title={words.title}
      note={subscription ? subscriptionNote(subscription.grantedQos, connected, words) : ''}
      act={() => void (subscription ? undefined : model.subscribe())}
    >
      <label for={id}>{words.filter}</label>
      <input
        id={id}
        class="mono"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={model.topicFilter.value}
        disabled={!awake}
        readOnly={subscription !== undefined}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-wrong`}
        onInput={({ currentTarget }) => model.setTopicFilter(currentTarget.value)}
      />
      <div class="step-act">
        {subscription ? (
          <button
            key="unsubscribe"
            type="button"
            class="btn ghost"
            disabled={!connected}
            onClick={() => void model.unsubscribe()}
          >
            {words.unsubscribe}
          </button>
        ) : (
          <button
            key="subscribe"
            type="submit"
            class={connected ? 'btn primary k-sub' : 'btn ghost'}
            disabled={!connected}
          >
            {model.subscribing.value ? words.busy : words.button}
          </button>
        )}
      </div>
      <Problem
        id={`${id}-wrong`}
        text={
          wrong && problem ? fill(problem[wrong.kind], { code: hexCode(wrong.reasonCode) }) : ''
        }
      />
    </StepFrame>
  );
}

function PublishStep({ model, words: { publish: words }, problem, awake }: StepProps) {
  const connected = model.connection.connected.value;
  const wrong = model.payloadProblem.value;
  const isNext = model.nextStep.value === 'publish';
  const outcome = model.outcome.value;
  const id = useId();
  return (
    <StepFrame
      n={3}
      step="publish"
      model={model}
      done={outcome?.kind === 'back'}
      note={outcomeNote(outcome, words)}
      title={words.title}
      act={() => void model.publish()}
    >
      <label for={id}>{fill(words.message, { topic: model.publishTopic.value })}</label>
      <input
        id={id}
        class="mono"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={model.payload.value}
        disabled={!awake}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-wrong`}
        onInput={({ currentTarget }) => model.setPayload(currentTarget.value)}
      />
      <div class="step-act">
        <button
          type="submit"
          class={isNext ? 'btn primary k-publish' : 'btn ghost'}
          disabled={!connected}
        >
          {words.button}
        </button>
      </div>
      <Problem
        id={`${id}-wrong`}
        text={wrong && problem ? fill(problem[wrong.kind], { limit: LARGEST_PAYLOAD }) : ''}
      />
    </StepFrame>
  );
}

interface FrameProps {
  n: number;
  step: Step;
  model: HelloWorldModel;
  done: boolean;
  title: string;
  /** What came of it, beside the title, where it moves nothing. */
  note?: string;
  act(): void;
  children: JSX.Element | (JSX.Element | null)[];
}

/** A step is a form, so that Enter in its field presses its button. */
function StepFrame({ n, step, model, done, title, note, act, children }: FrameProps) {
  const titleId = useId();
  return (
    <form
      class={`step step-${step}`}
      aria-labelledby={titleId}
      aria-current={model.nextStep.value === step ? 'step' : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        act();
      }}
    >
      <p class="step-title" id={titleId}>
        <span
          class={done ? `step-n done k-${step === 'subscribe' ? 'sub' : step}` : 'step-n'}
          aria-hidden="true"
        >
          {done ? '✓' : n}
        </span>
        {title}
        <span class="note">{note}</span>
      </p>
      {children}
    </form>
  );
}

const Problem = ({ id, text }: { id: string; text: string }) => (
  <p id={id} class="problem" role="alert">
    {text}
  </p>
);

const hexCode = (code: number | undefined) =>
  code === undefined ? '' : `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;

function footNote(kind: BrokerKind, words: HelloWorldWords): string {
  if (kind === 'public') return words.publicNote;
  return kind === 'sandbox' ? words.sandboxNote : words.otherNote;
}

function subscriptionNote(qos: number, connected: boolean, words: HelloWorldWords['subscribe']) {
  return connected ? fill(words.granted, { qos }) : words.again;
}

function outcomeNote(outcome: Outcome | undefined, words: HelloWorldWords['publish']): string {
  if (outcome === undefined) return '';
  if (outcome.kind === 'sent') return words.sent;
  return fill(words.back, { ms: Math.max(1, Math.round(outcome.roundTripMs)) });
}

function emptyText(model: HelloWorldModel, { inbox }: HelloWorldWords, connected: boolean): string {
  if (!connected) return inbox.emptyStart;
  if (model.subscription.value) return fill(inbox.empty, { topic: model.publishTopic.value });
  if (model.outcome.value?.kind === 'sent') return inbox.unheard;
  return fill(inbox.emptyConnected, { topic: model.publishTopic.value });
}
