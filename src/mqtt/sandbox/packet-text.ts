// Packets as one line of text each: `PUBLISH topic=a/b payload=hello qos=1 packetId=1`. The names are those of the
// packet and of its properties; what has its usual value is left out. `packet-from-words.ts` reads the same back.

import type { Packet, Properties, ProtocolVersion, SubscriptionRequest, Will } from '#mqtt/wire';
import { Framer, readPacket } from '#mqtt/wire';

/** All packets that lie whole in `bytes`, one text each; what cannot be read is shown as bytes. */
export function describeBytes(
  bytes: Uint8Array,
  version: ProtocolVersion,
  sender: 'client' | 'server',
): string[] {
  const texts: string[] = [];
  const framer = new Framer();
  framer.push(bytes);
  let at = 0;
  for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
    if (!(frame instanceof Uint8Array)) break;
    const reading = readPacket(frame, version, sender);
    texts.push('packet' in reading ? describePacket(reading.packet) : hex(frame));
    at += frame.length;
  }
  if (at < bytes.length) texts.push(hex(bytes.subarray(at)));
  return texts;
}

export function describePacket(packet: Packet): string {
  const { type, properties, ...fields } = packet as Packet & { properties?: Properties };
  const words: string[] = [type];
  for (const [name, value] of Object.entries(fields)) words.push(...describeField(name, value));
  for (const [name, value] of Object.entries(properties ?? {})) {
    words.push(...describeField(name, value, true));
  }
  return words.join(' ');
}

function describeField(name: string, value: unknown, isProperty = false): string[] {
  if (name === 'will') {
    const { properties, ...fields } = value as Will;
    return Object.entries({ ...fields, ...properties }).flatMap(([key, item]) =>
      describeField(`will.${key}`, item),
    );
  }
  if (name === 'protocolVersion') return value === 5 ? [] : [`version=${value}`];
  if (name === 'subscriptions') return (value as SubscriptionRequest[]).flatMap(describeRequest);
  if (name === 'topicFilters') return (value as string[]).map((filter) => `filter=${word(filter)}`);
  if (name === 'reasonCodes') {
    const codes = value as number[];
    return codes.length > 0 ? [`reasonCodes=${codes.map(code).join()}`] : [];
  }
  if (name === 'reasonCode') return value === 0 ? [] : [`reasonCode=${code(value as number)}`];
  if (name === 'userProperty') {
    return (value as [string, string][]).map(([key, item]) => `${name}=${word(`${key}:${item}`)}`);
  }
  if (Array.isArray(value)) return value.map((item) => `${name}=${item}`);
  if (value instanceof Uint8Array) return [`${name}=${word(payloadText(value))}`];
  if (value === true) return [name];
  if (!isProperty && (value === false || value === 0 || value === undefined)) return [];
  return [`${name}=${typeof value === 'string' ? word(value) : value}`];
}

function describeRequest(request: SubscriptionRequest): string[] {
  const { topicFilter, qos, noLocal, retainAsPublished, retainHandling } = request;
  return [
    `filter=${word(topicFilter)}`,
    ...(qos > 0 ? [`qos=${qos}`] : []),
    ...(noLocal ? ['noLocal'] : []),
    ...(retainAsPublished ? ['retainAsPublished'] : []),
    ...(retainHandling > 0 ? [`retainHandling=${retainHandling}`] : []),
  ];
}

/** Small numbers are grants of QoS; the rest is known by its two hexadecimal digits. */
const code = (value: number) =>
  value < 3 ? String(value) : `0x${value.toString(16).padStart(2, '0')}`;

/** Quoted only where the words would run together. */
const word = (text: string) => (/^[^\s"]+$/.test(text) ? text : JSON.stringify(text));

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Printable ASCII as text, everything else as bytes: scenarios keep to what every reader can type. */
function payloadText(bytes: Uint8Array): string {
  const printable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? String.fromCharCode(...bytes) : hex(bytes);
}
