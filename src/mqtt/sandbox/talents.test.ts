import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { scramCredentials, scramSha256 } from '#mqtt/broker';
import type { Packet, Properties } from '#mqtt/wire';
import { createSandbox, replay, type Sandbox } from './sandbox.ts';

const salt = Uint8Array.from(Buffer.from('salt'));
const credentials = scramCredentials('secret', salt);
const method = scramSha256({
  credentialsOf: (userName) => (userName === 'ann' ? credentials : undefined),
});
const talents = { authenticationMethods: [method] };

const properties = (data: string): Properties => ({
  authenticationMethod: 'SCRAM-SHA-256',
  authenticationData: Uint8Array.from(Buffer.from(data)),
  sessionExpiryInterval: 60,
});
const connect: Packet = {
  type: 'CONNECT',
  protocolVersion: 5,
  clientId: 'a',
  cleanStart: false,
  keepAlive: 0,
  properties: properties('n,,n=ann,r=mine'),
};

/** The client's last word, by the platform's functions. */
function answerTo(asked: string): string {
  const nonce = /^r=([^,]+)/.exec(asked)?.[1];
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(pbkdf2Sync('secret', salt, 4096, 32, 'sha256'), 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest();
  const signature = hmac(storedKey, `n=ann,r=mine,${asked},c=biws,r=${nonce}`);
  const proof = clientKey.map((byte, index) => byte ^ (signature[index] as number));
  return `c=biws,r=${nonce},p=${Buffer.from(proof).toString('base64')}`;
}

function enter(world: Sandbox): void {
  world.peer('ann').say(connect);
  world.advance(100);
  const asked = world.trace.entries
    .filter((entry) => entry.kind === 'arrived' && entry.to === 'client')
    .map((entry) => ('bytes' in entry ? Buffer.from(entry.bytes).toString('latin1') : ''))
    .at(-1);
  const question = /r=mine[^,]*,s=[^,]*,i=4096/.exec(asked ?? '')?.[0] ?? 'never asked';
  const { sessionExpiryInterval: _, ...proof } = properties(answerTo(question));
  world.peer('ann').say({ type: 'AUTH', reasonCode: 0x18, properties: proof });
  world.advance(100);
}

const authenticated = (world: Sandbox) =>
  world.trace.entries.filter(
    (entry) => entry.kind === 'notice' && entry.notice.kind === 'authenticated',
  ).length;

test('a lab lets clients in by SCRAM-SHA-256, before and after its broker restarts', () => {
  const world = createSandbox({ talents });
  enter(world);
  expect(authenticated(world)).toBe(1);
  world.restartBroker({ memory: true });
  world.advance(0);
  enter(world);
  expect(authenticated(world)).toBe(2);
});

test('a run with talents plays again with the same talents', () => {
  const world = createSandbox({ talents });
  enter(world);
  const again = replay(world.run(), talents);
  expect(JSON.stringify(again.trace.entries)).toBe(JSON.stringify(world.trace.entries));
});
