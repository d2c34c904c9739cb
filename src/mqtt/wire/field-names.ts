// Every name a field can have, so that words can be checked for completeness; beside these there is one
// `property:<key>` for each row of PROPERTIES. (`property:unknown` is never shown: it is not understood.)

import type { PropertyKey } from './properties.ts';

export const FIELD_NAMES = [
  // fixed header
  'packet-type-and-flags',
  'packet-type',
  'reserved-flags',
  'dup',
  'qos',
  'retain',
  'remaining-length',
  // building blocks
  'string-length',
  'text',
  'data-length',
  'data',
  'packet-id',
  'reason-code',
  'reserved',
  'not-understood',
  // properties
  'properties',
  'will-properties',
  'property-length',
  'property-identifier',
  'property-value',
  'user-property-name',
  'user-property-value',
  // CONNECT
  'protocol-name',
  'protocol-version',
  'connect-flags',
  'user-name-flag',
  'password-flag',
  'will-retain',
  'will-qos',
  'will-flag',
  'clean-start',
  'keep-alive',
  'client-id',
  'will-topic',
  'will-payload',
  'user-name',
  'password',
  // CONNACK
  'connect-acknowledge-flags',
  'session-present',
  // PUBLISH
  'topic-name',
  'payload',
  // SUBSCRIBE, UNSUBSCRIBE
  'subscription',
  'topic-filter',
  'subscription-options',
  'requested-qos',
  'retain-handling',
  'retain-as-published',
  'no-local',
  'maximum-qos',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number] | `property:${PropertyKey | 'unknown'}`;
