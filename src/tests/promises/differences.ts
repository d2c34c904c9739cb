// Where mosquitto (Debian's 2.0.11) does not keep a promise, with the clause and what it does instead. Each line is
// checked: the promise must fail there.

export interface KnownFailure {
  title: string;
  version: 4 | 5;
  clause: string;
  what: string;
}

const inBoth = (title: string, clauses: { 5: string; 4: string }, what: string): KnownFailure[] => [
  { title, version: 5, clause: clauses[5], what },
  { title, version: 4, clause: clauses[4], what },
];

export const mosquittoDifferences: readonly KnownFailure[] = [
  ...inBoth(
    'a reserved flag in the first byte ends the connection',
    { 5: 'MQTT-2.1.3-1', 4: 'MQTT-2.2.2-2' },
    'It answers a PINGREQ with flags.',
  ),
  {
    title: 'the client that comes takes the place of the one that is there, which in 5 is told',
    version: 5,
    clause: 'MQTT-3.1.4-3',
    what: 'It closes the older connection without a DISCONNECT.',
  },
  {
    title: 'a will does not wait longer than its session lives',
    version: 5,
    clause: 'MQTT-3.1.2-8',
    what: 'The will of a session that has ended waits for its whole delay.',
  },
  ...inBoth(
    'taking over publishes the will of the older connection',
    { 5: 'MQTT-3.1.2-8', 4: 'MQTT-3.1.2-8' },
    'The will of the older connection is forgotten.',
  ),
  {
    title:
      'taking over a session within the will delay publishes no will, ending that session does',
    version: 5,
    clause: 'MQTT-3.1.2-8',
    what: 'The will of the session that was ended is forgotten.',
  },
  {
    title: 'a wildcard in a response topic does not get through',
    version: 5,
    clause: 'MQTT-3.3.2-14',
    what: 'It takes the message and hands it on.',
  },
  {
    title: 'a PUBLISH from a client has no subscription identifier',
    version: 5,
    clause: 'MQTT-3.3.4-6',
    what: 'It takes the message.',
  },
  {
    title: 'a client that exceeds the Receive Maximum of the server is sent away with 0x93',
    version: 5,
    clause: 'MQTT-3.3.4-7',
    what: 'It takes one message more than it announced.',
  },
  {
    title: 'a message too large for a client is not sent to it, and counts as sent',
    version: 5,
    clause: 'MQTT-3.1.2-25',
    what: 'What was too large keeps its place in the quota, and nothing more comes.',
  },
  {
    title: 'a smaller Receive Maximum counts for what comes again, too',
    version: 5,
    clause: 'MQTT-3.3.4-9',
    what: 'It sends again all that was on its way, however small the new Receive Maximum.',
  },
  {
    title: 'a smaller Maximum Packet Size counts for what comes again, too',
    version: 5,
    clause: 'MQTT-3.1.2-25',
    what: 'What is too large now is kept, and nothing more comes.',
  },
  {
    title: 'a message of exactly the Maximum Packet Size is sent',
    version: 5,
    clause: 'MQTT-3.1.2-24',
    what: 'It sends 41 bytes to a client that takes 40: it leaves out the fixed header when it counts.',
  },
  {
    title:
      'a packet above the Maximum Packet Size ends the connection, one of exactly that size does not',
    version: 5,
    clause: 'MQTT-3.2.2-15',
    what: 'It takes 101 bytes where it announced 100: it leaves out the fixed header when it counts.',
  },
  {
    title: 'No Local on a shared subscription is a protocol error',
    version: 5,
    clause: 'MQTT-3.8.3-4',
    what: 'It grants the subscription.',
  },
  {
    title: 'a share name has at least one character and none of / + #, and a filter follows',
    version: 5,
    clause: 'MQTT-4.8.2-1',
    what: 'It grants a subscription with an empty share name.',
  },
  {
    title: 'a reason code that DISCONNECT does not have ends the connection as an error',
    version: 5,
    clause: 'MQTT-3.14.2-1',
    what: 'It takes the code as a goodbye and forgets the will.',
  },
  ...inBoth(
    'a packet that only a server sends ends the connection',
    { 5: 'MQTT-4.13.1-1', 4: 'MQTT-4.8.0-1' },
    'It ignores the packet.',
  ),
];
