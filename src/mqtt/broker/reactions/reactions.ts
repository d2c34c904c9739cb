// Packet from a client -> what the broker does about it. One file per packet.

import type { Packet, PacketType } from '#mqtt/wire';
import type { Connection, Session } from '../state.ts';
import type { Workings } from '../workings.ts';
import { onAuth } from './auth.ts';
import { onDisconnect } from './disconnect.ts';
import { onPingreq } from './pingreq.ts';
import { onPuback } from './puback.ts';
import { onPubcomp } from './pubcomp.ts';
import { onPublish } from './publish.ts';
import { onPubrec } from './pubrec.ts';
import { onPubrel } from './pubrel.ts';
import { onSubscribe } from './subscribe.ts';
import { onUnsubscribe } from './unsubscribe.ts';

/** `connection` is connected, `session` is its session. CONNECT comes before there is one: see `connect.ts`. */
export type Reaction<P extends Packet> = (
  broker: Workings,
  connection: Connection,
  session: Session,
  packet: P,
) => void;

type PacketOf<T extends PacketType> = Extract<Packet, { type: T }>;

type Heard =
  | 'PUBLISH'
  | 'PUBACK'
  | 'PUBREC'
  | 'PUBREL'
  | 'PUBCOMP'
  | 'SUBSCRIBE'
  | 'UNSUBSCRIBE'
  | 'PINGREQ'
  | 'DISCONNECT'
  | 'AUTH';

const reactions: { [T in Heard]: Reaction<Packet & { type: T }> } = {
  PUBLISH: onPublish,
  PUBACK: onPuback,
  PUBREC: onPubrec,
  PUBREL: onPubrel,
  PUBCOMP: onPubcomp,
  SUBSCRIBE: onSubscribe,
  UNSUBSCRIBE: onUnsubscribe,
  PINGREQ: onPingreq,
  DISCONNECT: onDisconnect,
  AUTH: onAuth,
};

/** The table of stages has let `packet` through, so it is one of those above. */
export function reactionTo<T extends PacketType>(type: T): Reaction<PacketOf<T>> {
  return reactions[type as Heard] as unknown as Reaction<PacketOf<T>>;
}
