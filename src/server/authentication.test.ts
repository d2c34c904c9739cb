import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterEach, expect, test } from 'vitest';
import { type RawPeer, tcpPeer } from './raw-peer.ts';
import { type Serving, serve } from './serve.ts';

let serving: Serving | undefined;
let peer: RawPeer | undefined;
afterEach(async () => {
  peer?.destroy();
  await serving?.stop();
});

const scram = (data: string) => ({
  authenticationMethod: 'SCRAM-SHA-256',
  authenticationData: Buffer.from(data),
});

async function ask(userName: string, names: readonly 'SCRAM-SHA-256'[] = ['SCRAM-SHA-256']) {
  const users = [{ userName: 'ann', password: 'secret' }];
  const settings = { users, anonymousAllowed: false };
  serving = await serve({ port: 0, wsPort: 0, settings, authenticationMethods: names });
  peer = await tcpPeer(serving);
  const bare = `n=${userName},r=mine`;
  peer.send(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 5,
      clientId: 'a',
      clean: true,
      keepalive: 0,
      properties: scram(`n,,${bare}`),
    }),
  );
  return { peer, bare, asked: await peer.packet() };
}

const dataOf = (packet: Packet) =>
  'properties' in packet && packet.properties && 'authenticationData' in packet.properties
    ? `${packet.properties.authenticationData}`
    : '';

/** The client's last message and the server's proof, by the platform's functions. */
function proofs(password: string, bare: string, asked: string) {
  const [, nonce, salt = '', iterations] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(asked) ?? [];
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const salted = pbkdf2Sync(
    password,
    Buffer.from(salt, 'base64'),
    Number(iterations),
    32,
    'sha256',
  );
  const clientKey = hmac(salted, 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest();
  const signed = `${bare},${asked},c=biws,r=${nonce}`;
  const signature = hmac(storedKey, signed);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] as number)));
  return {
    last: `c=biws,r=${nonce},p=${proof.toString('base64')}`,
    verifier: `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`,
  };
}

test.each([
  ['ann', 'secret', 0],
  ['ann', 'guessed', 0x87],
  ['eve', 'secret', 0x87],
])('SCRAM-SHA-256 as %s with the password %s is answered with %i', async (name, password, code) => {
  const { peer, bare, asked } = await ask(name);
  expect(asked).toMatchObject({ cmd: 'auth', reasonCode: 0x18 });
  const { last, verifier } = proofs(password, bare, dataOf(asked));
  const properties = scram(last);
  peer.send(
    mqttPacket.generate({ cmd: 'auth', reasonCode: 0x18, properties }, { protocolVersion: 5 }),
  );
  const connack = await peer.packet();
  expect(connack).toMatchObject({ cmd: 'connack', reasonCode: code });
  expect(dataOf(connack)).toBe(code === 0 ? verifier : '');
});

test('a method that was not asked for is not there', async () => {
  const { asked } = await ask('ann', []);
  expect(asked).toMatchObject({ cmd: 'connack', reasonCode: 0x8c });
});
