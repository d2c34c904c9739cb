// The trace as lines that a person can read. What was sent is told when it arrives, or when it is lost.

import type { Notice } from '#mqtt/broker';
import type { ProtocolVersion } from '#mqtt/wire';
import { describeBytes } from './packet-text.ts';
import type { TraceEntry } from './trace.ts';

export function describeEntry(
  entry: TraceEntry,
  nameOf: (line: string) => string,
  versionOf: (line: string) => ProtocolVersion,
): string[] {
  const at = String(entry.at).padStart(8);
  switch (entry.kind) {
    case 'arrived':
    case 'lost': {
      const name = nameOf(entry.line);
      const way = entry.to === 'broker' ? `${name} -> broker` : `broker -> ${name}`;
      const sender = entry.to === 'broker' ? 'client' : 'server';
      const fate = entry.kind === 'lost' ? '  LOST' : '';
      return describeBytes(entry.bytes, versionOf(entry.line), sender).map(
        (text) => `${at}  ${way}  ${text}${fate}`,
      );
    }
    case 'line-cut':
      return [`${at}  ${nameOf(entry.line)}: line cut`];
    case 'line-stalled':
      return [`${at}  ${nameOf(entry.line)}: line stands still`];
    case 'line-resumed':
      return [`${at}  ${nameOf(entry.line)}: line moves again`];
    case 'line-refused':
      return [`${at}  ${nameOf(entry.line)}: line refused by broker`];
    case 'client-crashed':
      return [`${at}  ${nameOf(entry.line)} crashed`];
    case 'line-closed': {
      const who = entry.end === 'client' ? nameOf(entry.line) : 'broker';
      return [`${at}  ${nameOf(entry.line)}: line closed by ${who}`];
    }
    case 'broker-restarted':
      return [`${at}  broker restarted ${entry.memory ? 'with' : 'without'} memory`];
    case 'broker-refuses':
      return [`${at}  broker takes ${entry.refuses ? 'no' : 'all'} new lines`];
    case 'note':
      return [`${at}  # ${entry.action}`];
    case 'notice': {
      const text = describeNotice(entry.notice, nameOf);
      return text === undefined ? [] : [`${at}    * ${text}`];
    }
    default:
      return [];
  }
}

/** Nothing for what the packets beside it say already. */
export function describeNotice(
  notice: Notice,
  nameOf: (line: string) => string,
): string | undefined {
  switch (notice.kind) {
    case 'left':
      return `${notice.clientId} left: ${notice.how}`;
    case 'refused':
      return `${nameOf(notice.line)} was refused`;
    case 'routed':
      return `${notice.topic} goes to ${notice.subscribers}`;
    case 'queued':
      return `${notice.topic} waits for ${notice.clientId}`;
    case 'dropped':
      return `${notice.topic} not for ${notice.clientId}: ${notice.why}`;
    case 'retained':
      return `${notice.topic} is retained`;
    case 'retained-cleared':
      return `${notice.topic} is no longer retained: ${notice.why}`;
    case 'will-published':
      return `the will of ${notice.clientId} is published`;
    case 'session-ended':
      return `the session of ${notice.clientId} ended: ${notice.why}`;
    case 'rule-broken':
      return `${nameOf(notice.line)} broke ${notice.problem.rule}: ${notice.problem.message}`;
    default:
      return undefined;
  }
}
