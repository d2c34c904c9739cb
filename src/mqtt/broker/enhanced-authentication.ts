// Authentication in several steps. [v5 4.12] CONNECT names a method; AUTH goes back and forth until CONNACK says yes or
// no; later the client may start again with AUTH 0x19, while everything else goes on. A method is a pure function from
// what it remembers and what the client sent to what is answered; what it remembers is plain data on the connection.

import type { Auth, Connect, Packet, Problem } from '#mqtt/wire';
import { admit } from './admitting.ts';
import { challengeWord } from './client-ids.ts';
import { breakOff, brokenRule, endConnection } from './leaving.ts';
import { ownBytes, ownWill } from './messages.ts';
import { refuse } from './refusing.ts';
import { send } from './sending.ts';
import type { Connection } from './state.ts';
import { belongsToAnother } from './users.ts';
import type { Workings } from './workings.ts';

export interface AuthenticationMethod {
  /** As the client names it in Authentication Method. */
  name: string;
  /**
   * One step. `memory` is what the step before gave, undefined at the beginning, and must be plain data.
   * `challenge` is a word that this broker never gave before: as hard to guess as its seed, no harder.
   */
  step(memory: unknown, data: Uint8Array, challenge: string): AuthenticationStep;
}

export type AuthenticationStep =
  | { kind: 'continue'; data: Uint8Array; memory: unknown }
  | { kind: 'success'; userName: string; data?: Uint8Array }
  /** `reasonCode` absent: 0x87. */
  | { kind: 'failure'; why: string; reasonCode?: 0x80 | 0x83 | 0x86 | 0x87 };

/** What a connection knows about its authentication. */
export interface Exchange {
  method: string;
  memory: unknown;
  underWay: boolean;
  /** It waits for its CONNACK; absent when this is not the first time. */
  connect: Connect | undefined;
}

const CONTINUE = 0x18;
const RE_AUTHENTICATE = 0x19;
const PROTOCOL_ERROR = 0x82;
const NOT_AUTHORIZED = 0x87;
const BAD_AUTHENTICATION_METHOD = 0x8c;
const NOTHING = new Uint8Array(0);

/** CONNECT named a method. */
export function beginExchange(broker: Workings, connection: Connection, connect: Connect): void {
  const { authenticationMethod: name = '', authenticationData } = connect.properties ?? {};
  if (methodCalled(broker, name) === undefined) {
    const why = 'This server does not have that authentication method.';
    refuse(broker, connection, connect.clientId, BAD_AUTHENTICATION_METHOD, why); // [MQTT-4.12.0-1]
    return;
  }
  const { password: _, will, ...rest } = connect;
  const waiting = { ...rest, ...(will && { will: ownWill(will) }) };
  connection.stage = 'authenticating';
  connection.exchange = { method: name, memory: undefined, underWay: true, connect: waiting };
  goOn(broker, connection, connection.exchange, authenticationData);
}

/** Before CONNACK: AUTH goes on, DISCONNECT gives up, anything else breaks a rule. [MQTT-3.1.2-30] */
export function packetWhileAuthenticating(
  broker: Workings,
  connection: Connection,
  exchange: Exchange,
  packet: Packet,
): void {
  if (packet.type === 'DISCONNECT') {
    endConnection(broker, connection, { how: 'disconnect' });
    return;
  }
  const fault =
    packet.type === 'AUTH'
      ? faultOf(exchange, packet)
      : rule('MQTT-3.1.2-30', 'Until CONNACK only AUTH and DISCONNECT may come.');
  if (fault !== undefined) {
    const { line } = connection;
    broker.notices.push({ kind: 'rule-broken', at: broker.state.now, line, problem: fault });
    const clientId = exchange.connect?.clientId ?? '';
    refuse(broker, connection, clientId, fault.reasonCode, fault.message);
  } else if (packet.type === 'AUTH') {
    goOn(broker, connection, exchange, packet.properties?.authenticationData);
  }
}

/** After CONNACK: re-authentication, and its steps. [v5 4.12.1] */
export function authWhileConnected(broker: Workings, connection: Connection, packet: Auth): void {
  const { exchange } = connection;
  if (exchange === undefined) {
    const why = 'AUTH came, but CONNECT named no authentication method.';
    breakOff(broker, connection, rule('MQTT-4.12.0-7', why));
    return;
  }
  const fault = faultOf(exchange, packet);
  if (fault !== undefined) {
    breakOff(broker, connection, fault);
    return;
  }
  exchange.underWay = true;
  goOn(broker, connection, exchange, packet.properties?.authenticationData);
}

function goOn(
  broker: Workings,
  connection: Connection,
  exchange: Exchange,
  data: Uint8Array | undefined,
): void {
  const { method: authenticationMethod, connect } = exchange;
  const method = methodCalled(broker, authenticationMethod);
  const challenge = challengeWord(broker.state);
  const step: AuthenticationStep = method?.step(exchange.memory, data ?? NOTHING, challenge) ?? {
    kind: 'failure',
    why: 'This server has forgotten the authentication method.',
  };
  if (step.kind === 'continue') {
    exchange.memory = step.memory;
    const properties = { authenticationMethod, authenticationData: ownBytes(step.data) };
    send(broker, connection, { type: 'AUTH', reasonCode: CONTINUE, properties }); // [MQTT-4.12.0-2]
  } else if (step.kind === 'failure') {
    const { why, reasonCode = NOT_AUTHORIZED } = step;
    if (connect !== undefined)
      refuse(broker, connection, connect.clientId, reasonCode, why); // [MQTT-4.12.0-4]
    else fail(broker, connection, why);
  } else {
    exchange.memory = undefined;
    exchange.underWay = false;
    exchange.connect = undefined;
    const { userName } = step;
    // Every AUTH and a CONNACK that says yes name the method. [MQTT-4.12.0-5]
    const proof = {
      authenticationMethod,
      ...(step.data !== undefined && { authenticationData: step.data }),
    };
    if (connect !== undefined) {
      admit(broker, connection, connect, userName, proof);
    } else if (belongsToAnother(broker, broker.state.sessions.get(connection.clientId), userName)) {
      fail(broker, connection, 'The session belongs to another user.');
    } else {
      connection.userName = userName;
      send(broker, connection, { type: 'AUTH', reasonCode: 0, properties: proof });
    }
    if (connection.stage !== 'connected') return;
    const { clientId, line } = connection;
    broker.notices.push({ kind: 'authenticated', at: broker.state.now, line, clientId, userName });
  }
}

/** Whoever cannot prove again who it is must go. [MQTT-4.12.1-2] */
function fail(broker: Workings, connection: Connection, reasonString: string): void {
  endConnection(broker, connection, {
    how: 'rule-broken',
    reasonCode: NOT_AUTHORIZED,
    reasonString,
  });
}

function faultOf({ method, underWay }: Exchange, packet: Auth): Problem | undefined {
  if (packet.properties?.authenticationMethod !== method) {
    return rule('MQTT-4.12.0-5', 'AUTH must name the same authentication method as CONNECT.');
  }
  if (underWay && packet.reasonCode !== CONTINUE) {
    return rule('MQTT-4.12.0-3', 'AUTH must say 0x18, continue: an exchange is under way.');
  }
  if (!underWay && packet.reasonCode !== RE_AUTHENTICATE) {
    return rule('MQTT-4.12.1-1', 'AUTH must say 0x19, re-authenticate: no exchange is under way.');
  }
  return undefined;
}

const rule = (name: string, message: string) =>
  brokenRule('authentication-out-of-order', name, PROTOCOL_ERROR, message);

function methodCalled({ talents }: Workings, name: string): AuthenticationMethod | undefined {
  return talents.authenticationMethods?.find((method) => method.name === name);
}
