// All 43 reason codes of MQTT 5 and where each may stand [v5 2.4], and the return codes of 3.1 and 3.1.1.

import type { PacketType, ProtocolVersion } from './packet.ts';

export interface ReasonCodeRow {
  readonly code: number;
  /** Packets that may carry it, each with the name the code has there. */
  readonly names: Readonly<Partial<Record<PacketType, string>>>;
}

function row(code: number, name: string, ...packets: PacketType[]): ReasonCodeRow {
  const names: Partial<Record<PacketType, string>> = {};
  for (const packet of packets) names[packet] = name;
  return { code, names };
}

export const REASON_CODES: readonly ReasonCodeRow[] = /* @__PURE__ */ (() => {
  const published = ['PUBACK', 'PUBREC'] as const;
  const refusable = ['CONNACK', 'PUBACK', 'PUBREC', 'SUBACK', 'UNSUBACK', 'DISCONNECT'] as const;
  const line = ['CONNACK', 'DISCONNECT'] as const;
  const subscribed = ['SUBACK', 'DISCONNECT'] as const;
  return [
    {
      code: 0x00,
      names: {
        CONNACK: 'Success',
        PUBACK: 'Success',
        PUBREC: 'Success',
        PUBREL: 'Success',
        PUBCOMP: 'Success',
        SUBACK: 'Granted QoS 0',
        UNSUBACK: 'Success',
        DISCONNECT: 'Normal disconnection',
        AUTH: 'Success',
      },
    },
    row(0x01, 'Granted QoS 1', 'SUBACK'),
    row(0x02, 'Granted QoS 2', 'SUBACK'),
    row(0x04, 'Disconnect with Will Message', 'DISCONNECT'),
    row(0x10, 'No matching subscribers', ...published),
    row(0x11, 'No subscription existed', 'UNSUBACK'),
    row(0x18, 'Continue authentication', 'AUTH'),
    row(0x19, 'Re-authenticate', 'AUTH'),
    row(0x80, 'Unspecified error', ...refusable),
    row(0x81, 'Malformed Packet', ...line),
    row(0x82, 'Protocol Error', ...line),
    row(0x83, 'Implementation specific error', ...refusable),
    row(0x84, 'Unsupported Protocol Version', 'CONNACK'),
    row(0x85, 'Client Identifier not valid', 'CONNACK'),
    row(0x86, 'Bad User Name or Password', 'CONNACK'),
    row(0x87, 'Not authorized', ...refusable),
    row(0x88, 'Server unavailable', 'CONNACK'),
    row(0x89, 'Server busy', ...line),
    row(0x8a, 'Banned', 'CONNACK'),
    row(0x8b, 'Server shutting down', 'DISCONNECT'),
    // In DISCONNECT by the summary table of 2.4; the list in 3.14.2.1 leaves it out.
    row(0x8c, 'Bad authentication method', ...line),
    row(0x8d, 'Keep Alive timeout', 'DISCONNECT'),
    row(0x8e, 'Session taken over', 'DISCONNECT'),
    row(0x8f, 'Topic Filter invalid', 'SUBACK', 'UNSUBACK', 'DISCONNECT'),
    row(0x90, 'Topic Name invalid', 'CONNACK', ...published, 'DISCONNECT'),
    row(0x91, 'Packet Identifier in use', ...published, 'SUBACK', 'UNSUBACK'),
    row(0x92, 'Packet Identifier not found', 'PUBREL', 'PUBCOMP'),
    row(0x93, 'Receive Maximum exceeded', 'DISCONNECT'),
    row(0x94, 'Topic Alias invalid', 'DISCONNECT'),
    row(0x95, 'Packet too large', ...line),
    row(0x96, 'Message rate too high', 'DISCONNECT'),
    row(0x97, 'Quota exceeded', 'CONNACK', ...published, 'SUBACK', 'DISCONNECT'),
    row(0x98, 'Administrative action', 'DISCONNECT'),
    row(0x99, 'Payload format invalid', 'CONNACK', ...published, 'DISCONNECT'),
    row(0x9a, 'Retain not supported', ...line),
    row(0x9b, 'QoS not supported', ...line),
    row(0x9c, 'Use another server', ...line),
    row(0x9d, 'Server moved', ...line),
    row(0x9e, 'Shared Subscriptions not supported', ...subscribed),
    row(0x9f, 'Connection rate exceeded', ...line),
    row(0xa0, 'Maximum connect time', 'DISCONNECT'),
    row(0xa1, 'Subscription Identifiers not supported', ...subscribed),
    row(0xa2, 'Wildcard Subscriptions not supported', ...subscribed),
  ];
})();

/** CONNACK before 5. [v3.1.1 3.2.2.3] */
const RETURN_CODES: readonly string[] = [
  'Connection Accepted',
  'Connection Refused, unacceptable protocol version',
  'Connection Refused, identifier rejected',
  'Connection Refused, Server unavailable',
  'Connection Refused, bad user name or password',
  'Connection Refused, not authorized',
];

/** SUBACK before 5. [v3.1.1 3.9.3]; 3.1 had no code for failure, but its brokers send this one. */
const SUBACK_CODES: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [0x00, 'Success - Maximum QoS 0'],
  [0x01, 'Success - Maximum QoS 1'],
  [0x02, 'Success - Maximum QoS 2'],
  [0x80, 'Failure'],
]);

const BY_CODE: ReadonlyMap<number, ReasonCodeRow> = /* @__PURE__ */ new Map(
  REASON_CODES.map((row) => [row.code, row]),
);

/** The standard's name for the code in that packet, or `0x..` when it has none there. */
export function reasonCodeName(
  code: number,
  packetType: PacketType,
  version: ProtocolVersion,
): string {
  return (
    nameOf(code, packetType, version) ?? `0x${code.toString(16).toUpperCase().padStart(2, '0')}`
  );
}

/** Whether the standard lists the code for that packet. */
export function isReasonCode(code: number, type: PacketType, version: ProtocolVersion): boolean {
  // Success is by far the most common, and every packet with a code has it.
  return code === 0 || nameOf(code, type, version) !== undefined;
}

function nameOf(code: number, type: PacketType, version: ProtocolVersion): string | undefined {
  if (version === 5) return BY_CODE.get(code)?.names[type];
  if (type === 'CONNACK') return RETURN_CODES[code];
  if (type === 'SUBACK') return SUBACK_CODES.get(code);
  return undefined;
}
