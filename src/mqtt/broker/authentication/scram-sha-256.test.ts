import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Talk } from '../broker.testing.ts';
import { type ScramCredentials, scramCredentials, scramSha256 } from './scram-sha-256.ts';

const ascii = (text: string) => Uint8Array.from(Buffer.from(text));
const salt = Uint8Array.from(Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
const known: Record<string, ScramCredentials> = {
  user: scramCredentials('pencil', salt),
  'a,b=\u00e4': scramCredentials('pencil', salt),
};
const ours = '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const method = scramSha256({ credentialsOf: (userName) => known[userName], nonce: () => ours });

const say = (text: string, memory: unknown = undefined) => {
  const step = method.step(memory, Uint8Array.from(Buffer.from(text, 'utf8')), 'unused');
  const data = step.kind === 'failure' ? undefined : Buffer.from(step.data ?? []).toString();
  return { ...step, text: data };
};

const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const first = 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO';
const last = `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;

describe('SCRAM-SHA-256', () => {
  test('speaks the exchange of RFC 7677 section 3, letter by letter', () => {
    const asked = say(first);
    expect(asked.text).toBe(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
    expect(asked.kind).toBe('continue');
    const memory = asked.kind === 'continue' ? structuredClone(asked.memory) : undefined;
    const done = say(last, memory);
    expect(done).toMatchObject({ kind: 'success', userName: 'user' });
    expect(done.text).toBe('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  });

  test.each([
    ['another proof', last.replace('dHzb', 'dHzc')],
    ['another nonce', last.replace('rOpr', 'rOps')],
    ['another channel binding', last.replace('biws', 'eSws')],
    ['a short proof', last.replace(/p=.*/, 'p=AAAA')],
    ['no proof', last.replace(/,p=.*/, '')],
    ['nonsense', 'hello'],
    ['nothing', ''],
  ])('fails with %s', (_what, text) => {
    const asked = say(first);
    expect(say(text, asked.kind === 'continue' && asked.memory).kind).toBe('failure');
  });

  test.each(['', 'n,,r=x', 'p=tls-unique,,n=user,r=x', 'n,,n=us=er,r=x', 'n,,m=1,n=user,r=x'])(
    'does not begin with %j',
    (text) => {
      expect(say(text).kind).toBe('failure');
    },
  );

  test('asks unknown users like known ones, the same each time, and fails in the end', () => {
    const asked = say('n,,n=eve,r=abc');
    expect(asked.text).toBe(say('n,,n=eve,r=abc').text);
    expect(asked.text).toMatch(/^r=abc.*,s=[A-Za-z0-9+/]{22}==,i=4096$/);
    const final = `c=biws,r=abc${ours},p=${Buffer.alloc(32).toString('base64')}`;
    expect(say(final, asked.kind === 'continue' && asked.memory).kind).toBe('failure');
  });

  test('knows names with commas, equals signs and other letters than ASCII', () => {
    const bare = 'n=a=2Cb=3D\u00e4,r=abc';
    const asked = say(`n,,${bare}`);
    const unsigned = `c=biws,r=abc${ours}`;
    // The client's side, by the platform's functions.
    const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
    const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash('sha256').update(clientKey).digest();
    const signature = hmac(storedKey, `${bare},${asked.text},${unsigned}`);
    const proof = clientKey.map((byte, index) => byte ^ (signature[index] as number));
    const text = `${unsigned},p=${Buffer.from(proof).toString('base64')}`;
    expect(say(text, asked.kind === 'continue' && asked.memory)).toMatchObject({
      kind: 'success',
      userName: 'a,b=\u00e4',
    });
  });

  test('lets a client of MQTT in, and proves to it who the server is', () => {
    const talk = new Talk({}, { authenticationMethods: [method] });
    const client = talk.open();
    const properties = { authenticationMethod: 'SCRAM-SHA-256', authenticationData: ascii(first) };
    client.connect({ properties });
    expect(client.takeOne('AUTH').properties?.authenticationData).toEqual(
      ascii(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`),
    );
    const answer = { ...properties, authenticationData: ascii(last) };
    client.say({ type: 'AUTH', reasonCode: 0x18, properties: answer });
    expect(client.takeConnack()).toMatchObject({
      reasonCode: 0,
      properties: {
        authenticationMethod: 'SCRAM-SHA-256',
        authenticationData: ascii('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='),
      },
    });
    expect(talk.told('authenticated')).toMatchObject([{ userName: 'user' }]);
  });

  test('asks with a challenge of the broker where no nonce is given', () => {
    const plain = scramSha256({ credentialsOf: () => undefined });
    const step = plain.step(undefined, ascii('n,,n=eve,r=abc'), 'challenge');
    expect(step.kind === 'continue' && Buffer.from(step.data).toString()).toMatch(
      /^r=abcchallenge,/,
    );
  });
});
