import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '#mqtt/broker';
import { readCommand } from './command.ts';
import { readConfig, readSetting } from './config.ts';
import { configKeys } from './config-keys.ts';
import { defaultLimits } from './limits.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  file = join(folder, 'broker.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The sentence after the name of the file. */
function fault(config: unknown): string {
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  try {
    readConfig(file);
  } catch (error) {
    const { message } = error as Error;
    expect(message.startsWith(`${file}: `)).toBe(true);
    return message.slice(file.length + 2);
  }
  return 'no fault';
}

test.each([
  [{ port: 'many' }, '"port" must be a whole number, 0 to 65535; found "many".'],
  [{ maximumQoS: 3 }, '"maximumQoS" must be one of 0, 1, 2; found 3.'],
  [{ receiveMaximum: 0 }, '"receiveMaximum" must be a whole number, 1 to 65535; found 0.'],
  [{ retainAvailable: 'yes' }, '"retainAvailable" must be true or false; found "yes".'],
  [{ path: 'mqtt' }, '"path" must be a path that begins with a slash; found "mqtt".'],
  [{ maximumPacketSiz: 1 }, '"maximumPacketSiz" is not a setting. Is "maximumPacketSize" meant?'],
  [{ zzz: 1 }, '"zzz" is not a setting. Try --help for the list.'],
  [{ seed: 1 }, '"seed" is not a setting. Try --help for the list.'],
  [{ users: {} }, '"users" must be a list of users; found {}.'],
  [{ users: ['ann'] }, '"users[0]" must be an object with userName, password; found "ann".'],
  [{ users: [{ userName: 'ann' }] }, '"users[0].password" must be text; found nothing.'],
  [
    { users: [{ userName: 'ann', password: '', admin: true }] },
    '"users[0]" must be an object with no other keys than userName, password; found "admin".',
  ],
  [
    { authenticationMethods: ['PLAIN'] },
    '"authenticationMethods" must be a list of authentication methods: "SCRAM-SHA-256"; found ["PLAIN"].',
  ],
  [
    { access: [{ action: 'both', topicFilter: 'a/#/b', decision: 'allow' }] },
    '"access[0].topicFilter" must be a topic filter; found "a/#/b".',
  ],
  [
    { redirects: [{ reasonCode: 1 }] },
    '"redirects[0].reasonCode" must be one of 156 (0x9c), 157 (0x9d); found 1.',
  ],
  [[], 'must be one JSON object; found [].'],
])('%j is answered with file, key, what was expected and what was found', (config, sentence) => {
  expect(fault(config)).toBe(sentence);
});

test('what is no JSON, no file or a folder is said so', () => {
  expect(fault('{ "port": 1883, }')).toMatch(/^must be JSON\. .*\.$/);
  expect(() => readConfig(join(folder, 'missing.json'))).toThrow('there is no such file.');
  expect(() => readConfig(folder)).toThrow('this is a folder and not a file.');
});

test('every default value is a value that may be written', () => {
  const usual = { ...defaultSettings, ...defaultLimits } as Record<string, unknown>;
  for (const [key, { check }] of configKeys) {
    if (key in usual) expect([key, check.fault(usual[key])]).toEqual([key, undefined]);
  }
  for (const key of Object.keys(usual)) {
    expect([key, configKeys.has(key)]).toEqual([key, !['seed', 'recordChanges'].includes(key)]);
  }
});

test('flags win over --set, and --set over the file', () => {
  writeFileSync(
    file,
    JSON.stringify({ port: 1, wsPort: 2, maximumQoS: 1, serverKeepAlive: 9, maxLines: 5 }),
  );
  const args = ['--config', file, '--set', 'maximumQoS=0', '--set', 'wsPort=3', '--ws-port', '4'];
  expect(readCommand([...args, '--data', 'd.data', '--find-port']).options).toEqual({
    port: 1,
    wsPort: 4,
    findFreePort: true,
    dataFile: 'd.data',
    settings: { maximumQoS: 0, serverKeepAlive: 9 },
    limits: { maxLines: 5 },
  });
});

test('authentication methods are passed on to the server', () => {
  writeFileSync(file, JSON.stringify({ authenticationMethods: ['SCRAM-SHA-256'] }));
  expect(readCommand(['--config', file]).options).toMatchObject({
    authenticationMethods: ['SCRAM-SHA-256'],
  });
});

test('--set takes JSON, or text as it is', () => {
  expect(readSetting('overlapping=one-per-subscription')).toEqual({
    overlapping: 'one-per-subscription',
  });
  expect(readSetting('responseInformation=a=b')).toEqual({ responseInformation: 'a=b' });
  expect(readSetting('users=[]')).toEqual({ users: [] });
  expect(() => readSetting('maximumQoS')).toThrow('--set: must be followed by name=value');
});
