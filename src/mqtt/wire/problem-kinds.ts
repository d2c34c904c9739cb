// Every kind of problem this room can find, so that words can be checked for completeness. A figure looks
// its sentence up by the kind; each kind has at least one malformed sample.

export const PROBLEM_KINDS = [
  // frames and fixed header
  'incomplete-packet',
  'bytes-after-packet',
  'bytes-after-last-field',
  'field-past-end',
  'non-minimal-length',
  'length-too-long',
  'packet-too-large',
  'reserved-packet-type',
  'reserved-flags',
  'wrong-direction',
  // texts and topics
  'invalid-utf8',
  'overlong-utf8',
  'surrogate-in-utf8',
  'null-character',
  'empty-topic-name',
  'wildcard-in-topic-name',
  'empty-response-topic',
  'wildcard-in-response-topic',
  'empty-topic-filter',
  'plus-not-alone',
  'hash-not-alone',
  'hash-not-last',
  'share-name-invalid',
  'share-without-filter',
  // properties
  'unknown-property',
  'misplaced-property',
  'duplicate-property',
  'property-from-wrong-side',
  'property-value-out-of-range',
  'topic-alias-zero',
  'authentication-data-without-method',
  'authentication-method-missing',
  // CONNECT and CONNACK
  'wrong-protocol-name',
  'unsupported-protocol-version',
  'reserved-connect-flag',
  'will-qos-without-will',
  'will-retain-without-will',
  'will-qos-3',
  'password-without-user-name',
  'reserved-connack-flags',
  'session-present-in-refusal',
  // the others
  'qos-3',
  'dup-at-qos-0',
  'packet-id-zero',
  'no-topic-filter',
  'reserved-subscription-options',
  'subscription-qos-3',
  'retain-handling-3',
  'no-local-on-shared',
  'unknown-reason-code',
  'no-reason-code',
] as const;

export type ProblemKind = (typeof PROBLEM_KINDS)[number];
