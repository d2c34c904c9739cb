// Programs in a terminal join the same conversation as the page.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noticed } from './raw-peer.ts';
import { type Serving, serve } from './serve.ts';

const { PATH = '' } = process.env;
const installed = (program: string) =>
  PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
const found = installed('mosquitto_pub') && installed('mosquitto_sub');
const reason = found ? '' : ' (left out: mosquitto-clients is not installed)';

describe.skipIf(!found)(`mosquitto_pub and mosquitto_sub${reason}`, () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await serve({ port: 0, wsPort: 0 });
  });
  afterAll(() => serving.stop());

  const versions = ['mqttv31', 'mqttv311', 'mqttv5'];
  const cases = versions.flatMap((version) => ['0', '1', '2'].map((qos) => ({ version, qos })));

  test.each(cases)(
    'hear each other in $version at QoS $qos',
    async ({ version, qos }) => {
      const { host, port } = serving.tcp;
      const where = ['-h', host, '-p', String(port), '-V', version, '-q', qos];
      const subscribed = noticed(serving, 'subscribed');
      const subscriber = spawn('mosquitto_sub', [...where, '-t', 'test/#', '-v', '-C', '1']);
      let heard = '';
      subscriber.stdout.on('data', (chunk) => {
        heard += chunk;
      });
      const closed = once(subscriber, 'close');
      await subscribed;
      await promisify(execFile)('mosquitto_pub', [...where, '-t', 'test/1', '-m', 'hello']);
      await closed;
      expect(heard).toBe('test/1 hello\n');
    },
    15_000,
  );
});
