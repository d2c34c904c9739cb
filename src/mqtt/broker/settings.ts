// What the standard leaves to a server, by name. Every limit here has an answer when it is reached.

export interface BrokerSettings {
  /** Mixed into the client ids that the broker assigns. A host on a network gives a number from chance. */
  seed: number;
  /** Answers carry the changes that a host must write down to survive a crash (`changes.ts`). */
  recordChanges: boolean;
  /** Bytes; a larger packet is answered with 0x95. [v5 3.2.2.3.6] */
  maximumPacketSize: number;
  /** QoS 2 messages a client may have open towards us at once; more is 0x93. [MQTT-3.3.4-7] */
  receiveMaximum: number;
  /** Highest topic alias a client may use; 0 switches aliases off. [v5 3.2.2.3.8] */
  topicAliasMaximum: number;
  /** Seconds; longer wishes are cut to this and CONNACK says so. 0xFFFFFFFF: no limit. */
  maximumSessionExpiryInterval: number;
  /** Seconds; overrides the client's Keep Alive in 5 when it is longer or off. 0: never. [MQTT-3.1.2-21] */
  serverKeepAlive: number;
  /** Milliseconds from an opened line to its CONNECT. [v5 3.1.4] */
  connectTimeoutMs: number;
  /** QoS 1 and 2 messages unacknowledged by one client; its Receive Maximum may lower this. */
  maximumInFlight: number;
  /** QoS 1 and 2 messages that wait for one session; the newest is dropped when full. */
  maximumQueuedMessages: number;
  maximumSessions: number;
  maximumSubscriptionsPerSession: number;
  maximumRetainedMessages: number;
  /** `$share/...`; false is told in CONNACK and answered with 0x9E. */
  sharedSubscriptions: boolean;
  /** Filters of one session that overlap: the standard leaves the choice. [MQTT-3.3.4-2] */
  overlapping: 'one-copy' | 'one-per-subscription';
}

export const defaultSettings: BrokerSettings = {
  seed: 1,
  recordChanges: false,
  maximumPacketSize: 1_048_576,
  receiveMaximum: 65_535,
  topicAliasMaximum: 16,
  maximumSessionExpiryInterval: 0xffffffff,
  serverKeepAlive: 0,
  connectTimeoutMs: 10_000,
  maximumInFlight: 1_000,
  maximumQueuedMessages: 10_000,
  maximumSessions: 100_000,
  maximumSubscriptionsPerSession: 10_000,
  maximumRetainedMessages: 100_000,
  sharedSubscriptions: true,
  overlapping: 'one-copy',
};
