// Which colour a packet has. The classes are in src/site/styles/base.css.

const families: Readonly<Record<string, string>> = {
  CONNECT: 'connect',
  CONNACK: 'connect',
  PUBLISH: 'publish',
  PUBACK: 'ack',
  PUBREC: 'ack',
  PUBREL: 'ack',
  PUBCOMP: 'ack',
  SUBSCRIBE: 'sub',
  SUBACK: 'sub',
  UNSUBSCRIBE: 'sub',
  UNSUBACK: 'sub',
  PINGREQ: 'ping',
  PINGRESP: 'ping',
  DISCONNECT: 'bye',
  AUTH: 'auth',
};

/** The class of a packet's family: `k-publish`. Undefined for a name that is no packet. */
export function packetFamily(name: string): string | undefined {
  const family = families[name];
  return family && `k-${family}`;
}
