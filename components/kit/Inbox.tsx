// Messages as they came: text or hex, never HTML, cut at a named length, a bounded number of them.
// Newest at the end; the list follows while the reader is at the end, and can be held still.
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Bounded } from './bounded.ts';
import { count, fill, type Plural } from './fill.ts';
import type { InboxItem, InboxModel } from './inbox.model.ts';
import { clockTime } from './time.ts';

export interface InboxWords
  extends Record<
    | 'title'
    | 'back'
    | 'plain'
    | 'retained'
    | 'emptyPayload'
    | 'hex'
    | 'showAll'
    | 'showLess'
    | 'lost'
    | 'pause'
    | 'resume',
    string
  > {
  leftOut: Plural;
  total: Plural;
  arrived: Plural;
}

interface Props {
  inbox: InboxModel;
  words: InboxWords;
  language: string;
}

/** How close to the end the reader must be for the list to follow, in pixels. */
const FOLLOW_SLACK = 40;

export function Inbox({ inbox, words, language }: Props) {
  const held = useRef<{ items: Bounded<InboxItem>; total: number }>();
  const [isHeld, setHeld] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const following = useRef(true);
  const now = inbox.items as ReadonlySignal<Bounded<InboxItem>>;
  const { items, leftOut } = isHeld && held.current ? held.current.items : now.value;
  const total = inbox.total.value;

  useEffect(() => {
    if (list.current && following.current) list.current.scrollTop = list.current.scrollHeight;
  }, [items]);

  const toggle = () => {
    held.current = isHeld ? undefined : { items: now.peek(), total };
    setHeld(!isHeld);
  };

  return (
    <>
      <ol
        class="inbox-list"
        ref={list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={words.title}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          following.current = scrollTop + clientHeight > scrollHeight - FOLLOW_SLACK;
        }}
      >
        {leftOut > 0 ? (
          <li class="note inbox-left-out">{count(words.leftOut, leftOut, language)}</li>
        ) : null}
        {items.map((item) => (
          <Row key={item.id} item={item} words={words} language={language} />
        ))}
      </ol>
      <footer class="inbox-foot">
        <span class="note">
          {count(words.total, total, language)}
          {isHeld && held.current && total > held.current.total
            ? ` · ${count(words.arrived, total - held.current.total, language)}`
            : ''}
        </span>
        {total > 1 ? (
          <button type="button" class="btn ghost small" aria-pressed={isHeld} onClick={toggle}>
            {isHeld ? words.resume : words.pause}
          </button>
        ) : null}
      </footer>
    </>
  );
}

function Row({ item, words, language }: { item: InboxItem; words: InboxWords; language: string }) {
  const [open, setOpen] = useState(false);
  const { text, form } = open && item.all ? item.all : item.shown;
  const back =
    item.roundTripMs === undefined
      ? fill(words.plain, { qos: item.qos })
      : fill(words.back, { qos: item.qos, ms: Math.max(1, Math.round(item.roundTripMs)) });
  return (
    <li class="inbox-row">
      <time dateTime={item.time.toISOString()}>{clockTime(item.time)}</time>
      <div class="inbox-text">
        {form === 'empty' ? (
          <p class="note">{words.emptyPayload}</p>
        ) : (
          <pre dir="auto">
            {text}
            {item.all && !open ? '…' : ''}
          </pre>
        )}
        <p class="inbox-topic">
          <bdi>{item.topic}</bdi>
          {item.retain ? <span class="inbox-mark">{words.retained}</span> : null}
          {form === 'hex' ? <span class="inbox-mark">{words.hex}</span> : null}
        </p>
        {item.all ? (
          <button
            type="button"
            class="btn link"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open
              ? words.showLess
              : fill(words.showAll, { n: new Intl.NumberFormat(language).format(item.size) })}
          </button>
        ) : null}
        {open && item.lostBytes > 0 ? (
          <p class="note">{fill(words.lost, { n: item.lostBytes })}</p>
        ) : null}
      </div>
      <span class="inbox-back">{back}</span>
    </li>
  );
}
