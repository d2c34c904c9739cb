// The public brokers that the book knows, in the order in which it tries them.
// Facts come from the operators' own pages, read on `documentsRead`. `connected` is the day on which
// a person last saw this address work, null while nobody has from this codebase: set it when you do.

export interface PublicBroker {
  id: string;
  /** The host, as shown. */
  host: string;
  operator: string;
  /** Secure WebSocket: the only kind that a secure page may open. */
  url: `wss://${string}`;
  /** The same broker for a terminal: TCP without TLS. */
  tcpPort: number;
  /** What the operator says of limits; absent where it says nothing. */
  limits: { sessionExpirySeconds?: number; queuedMessages?: number };
  documents: readonly string[];
  documentsRead: string;
  connected: string | null;
}

export const publicBrokers: readonly PublicBroker[] = [
  {
    id: 'emqx',
    host: 'broker.emqx.io',
    operator: 'EMQ',
    url: 'wss://broker.emqx.io:8084/mqtt',
    tcpPort: 1883,
    limits: { sessionExpirySeconds: 300, queuedMessages: 1000 },
    documents: [
      'https://www.emqx.com/en/mqtt/public-mqtt5-broker',
      'https://www.emqx.com/en/blog/mqtt-session',
    ],
    documentsRead: '2026-11-22',
    connected: null,
  },
  {
    id: 'hivemq',
    host: 'broker.hivemq.com',
    operator: 'HiveMQ',
    url: 'wss://broker.hivemq.com:8884/mqtt',
    tcpPort: 1883,
    limits: {},
    documents: ['https://www.hivemq.com/mqtt/public-mqtt-broker/'],
    documentsRead: '2026-11-22',
    connected: null,
  },
  {
    id: 'mosquitto',
    host: 'test.mosquitto.org',
    operator: 'Eclipse Mosquitto',
    url: 'wss://test.mosquitto.org:8081',
    tcpPort: 1883,
    limits: {},
    documents: ['https://test.mosquitto.org'],
    documentsRead: '2026-11-22',
    connected: null,
  },
];

/** What the book does on every public broker, whatever the reader presses. The session and the model obey these. */
export const manners = {
  /** Messages that may leave at once, and the time in which one more becomes free. */
  publishBurst: 5,
  publishEveryMs: 1_000,
  /** Bytes of payload in one publish. */
  largestPayload: 4_096,
} as const;
